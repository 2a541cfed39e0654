import JSON

/// What an apply changes, as the server plans it.
struct PlanReport: Hashable {
    /// One object, or a part of one, that is added, changed or removed.
    struct Change: Hashable {
        enum Operation: String { case added, changed, removed }
        /// What changed of it, and where that stands if it has a place of its own.
        struct Detail: Hashable {
            let text: String
            let position: String?
        }

        let operation: Operation
        /// `group db`
        let title: String
        let summary: String
        let details: [Detail]
        /// `file:line:column`; nil for what no file declares any more.
        let position: String?
        /// `tenant/document` when the server says it.
        let document: String?
        let tenant: String?
    }

    /// How many of something the hosts gain and lose.
    struct Count: Hashable {
        /// `flows`, `groups`, …
        let name: String
        let added: Int64
        let removed: Int64

        init(_ name: String, _ value: JSONValue?) {
            self.name = name
            added = value?["added"]?.integer ?? 0
            removed = value?["removed"]?.integer ?? 0
        }
    }

    /// The revision that the plan was made on.
    let base: Int64
    /// The revision that it would become.
    let next: Int64
    let changes: [Change]
    let warnings: [DiagnosticReport]
    let hostsTouched: Int64
    let hostsTotal: Int64
    /// Flows, groups and whatever else the server counts on hosts, in the order of printing.
    let counts: [Count]

    init(_ value: JSONValue) throws(Failure) {
        guard let base = value["base"]?.integer, let items = value["changes"]?.array else {
            throw .malformedAnswer("the plan has no `base` or no `changes`")
        }
        self.base = base
        next = value["next"]?.integer ?? base + 1
        var changes: [Change] = []
        for item in items { changes.append(try Change(item)) }
        self.changes = changes
        warnings = (value["warnings"]?.array ?? []).map { DiagnosticReport($0, isWarning: true) }
        hostsTouched = value["hosts"]?["touched"]?.integer ?? 0
        hostsTotal = value["hosts"]?["total"]?.integer ?? 0
        counts = ["flows", "groups", "meters", "tunnels"].map { Count($0, value[$0]) }
    }
}

extension PlanReport.Change {
    init(_ value: JSONValue) throws(Failure) {
        guard let operation = value["operation"]?.string.flatMap(Operation.init) else {
            throw .malformedAnswer("a change has no `operation`")
        }
        self.operation = operation
        title = [value["kind"]?.string, value["name"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
        summary = value["summary"]?.string ?? title
        let places = value["detailPositions"]?.array ?? []
        details = (value["details"]?.array ?? []).enumerated().compactMap { index, detail in
            detail.string.map { Detail(text: $0, position: index < places.count ? places[index].string : nil) }
        }
        position = value["position"]?.string
        document = value["document"]?.string
        tenant = value["tenant"]?.string
    }
}
