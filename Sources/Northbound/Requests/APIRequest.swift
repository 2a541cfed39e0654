public import Policy

/// A request to the API, with its body; who asks has been found out already.
public struct APIRequest: Sendable {
    /// Who asks.
    public struct Asker: Hashable, Sendable {
        /// The name that the history shows.
        public var name: String
        /// What they may see and change.
        public var role: Policy.Actor

        public init(name: String, role: Policy.Actor) {
            self.name = name
            self.role = role
        }
    }

    /// One `name=value` of the query, decoded.
    public struct Parameter: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var method: String
    /// The path's segments, decoded.
    public var path: [String]
    public var query: [Parameter]
    /// By lower-case name.
    public var headers: [String: String]
    public var body: [UInt8]
    public var asker: Asker

    public init(
        method: String, path: [String], query: [Parameter] = [], headers: [String: String] = [:], body: [UInt8] = [],
        asker: Asker
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.asker = asker
    }

    /// The first value of a query parameter; an empty one counts as absent.
    func parameter(_ name: String) -> String? {
        query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }
}
