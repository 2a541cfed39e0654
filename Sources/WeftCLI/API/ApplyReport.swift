import JSON

/// The answer to `POST /v1/apply`.
struct ApplyReport: Hashable {
    let plan: PlanReport
    /// The revision that it became; nil when nothing was changed.
    let revision: Int64?
    let ready: [String]
    /// Hosts that had not confirmed when the wait ended.
    let pending: [String]
    /// Hosts that are not connected.
    let away: [String]
    /// Hosts that cannot do what was asked.
    let degraded: [String]

    init(_ value: JSONValue) throws(Failure) {
        guard let plan = value["plan"] else { throw .malformedAnswer("it has no `plan`") }
        self.plan = try PlanReport(plan)
        revision = value["revision"]?.integer
        func names(_ state: String) -> [String] { (value["hosts"]?[state]?.array ?? []).compactMap(\.string) }
        ready = names("ready")
        pending = names("pending")
        away = names("away")
        degraded = names("degraded")
    }

    /// Whether some host does not do yet what the revision says.
    var hasHostsBehind: Bool { !(pending.isEmpty && away.isEmpty && degraded.isEmpty) }
}
