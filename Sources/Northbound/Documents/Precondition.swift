/// What a client knows of a document that it changes (RFC 9110, section 13.1).
struct Precondition: Sendable {
    private let match: String?
    private let noneMatch: String?

    init(_ request: APIRequest) throws(Problem) {
        match = request.headers["if-match"]
        noneMatch = request.headers["if-none-match"]
        if match != nil, noneMatch != nil { throw .badRequest("If-Match and If-None-Match contradict each other") }
        if let noneMatch, noneMatch != "*" { throw .badRequest("If-None-Match: expected * on a change") }
    }

    /// A strong entity tag.
    static func tag(_ revision: UInt64) -> String { "\"\(revision)\"" }

    /// Throws when the document, at `revision` or absent, is not what the client expects.
    func check(_ revision: UInt64?, of document: String) throws(Problem) {
        guard let revision else {
            if match != nil { throw .preconditionFailed("document \(document) does not exist") }
            return
        }
        if noneMatch != nil { throw .preconditionFailed("document \(document) exists, at revision \(revision)") }
        guard let match else {
            throw .preconditionRequired(
                "document \(document) exists: If-Match is required to change it",
                hint: "GET it first and send its ETag as If-Match")
        }
        guard Self.list(match, contains: revision) else {
            throw .preconditionFailed("document \(document) is at revision \(revision) now")
        }
    }

    /// Whether a list of entity tags names this revision, or any.
    static func list(_ tags: String, contains revision: UInt64) -> Bool {
        tags.split(separator: ",").contains { part in
            let text = part.drop { $0 == " " }.prefix { $0 != " " }
            return text == "*" || text == tag(revision)
        }
    }
}
