/// What a client knows of a document or an object that it changes (RFC 9110, section 13.1).
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
    static func tag(_ version: some CustomStringConvertible) -> String { "\"\(version)\"" }

    /// Throws when a thing, of this version or absent, is not what the client expects.
    ///
    /// - Parameter thing: with its kind, as `document acme/base`.
    func check(_ version: (some CustomStringConvertible)?, of thing: String) throws(Problem) {
        guard let version else {
            if match != nil { throw .preconditionFailed("\(thing) does not exist") }
            return
        }
        if noneMatch != nil { throw .preconditionFailed("\(thing) exists, with ETag \(Self.tag(version))") }
        guard let match else {
            throw .preconditionRequired(
                "\(thing) exists: If-Match is required to change it",
                hint: "GET it first and send its ETag as If-Match")
        }
        guard Self.list(match, contains: version) else {
            throw .preconditionFailed("\(thing) has ETag \(Self.tag(version)) now")
        }
    }

    /// Whether a list of entity tags names this version, or any.
    static func list(_ tags: String, contains version: some CustomStringConvertible) -> Bool {
        tags.split(separator: ",").contains { part in
            let text = part.drop { $0 == " " }.prefix { $0 != " " }
            return text == "*" || text == tag(version)
        }
    }
}
