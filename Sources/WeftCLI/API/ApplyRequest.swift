import JSON

/// The body of `POST /v1/apply`.
struct ApplyRequest: Hashable {
    /// What an apply waits for.
    enum Wait: String, CaseIterable { case accepted, hosts }

    var files: [SourceFile] = []
    /// Documents to remove, as `tenant/document`.
    var deletions: [String] = []
    /// The revision that the change was planned on; the server refuses when what matters has moved since.
    var base: Int64?
    var isPlanOnly = false
    var wait = Wait.hosts
    /// Milliseconds that the server waits for hosts.
    var timeoutMilliseconds: Int64 = 30_000

    var json: JSONValue {
        var object = JSONObject()
        object["files"] = .array(files.map { ["name": .string($0.name), "text": .string($0.text)] })
        object["delete"] = .array(deletions.map { .string($0) })
        if let base { object["base"] = .integer(base) }
        object["planOnly"] = .bool(isPlanOnly)
        object["wait"] = .string(wait.rawValue)
        object["timeoutMilliseconds"] = .integer(timeoutMilliseconds)
        return .object(object)
    }
}
