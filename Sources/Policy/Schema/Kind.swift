/// A section of documents and the objects in it, declared once.
///
/// The parser, `weft explain`, the nouns of the command line and the routes of the API are made from it.
public struct Kind: Sendable {
    /// A column of `weft get`.
    public struct Column: Sendable {
        public let title: String
        /// The place in the API's object, as `spec.type`.
        public let path: String
        /// Shown only with `-o wide`.
        public let isWide: Bool

        public init(_ title: String, _ path: String, wide: Bool = false) {
            self.title = title
            self.path = path
            self.isWide = wide
        }
    }

    /// Where the API serves the objects one by one.
    public enum Route: Hashable, Sendable {
        /// `/v1/tenants/{tenant}/NOUN/{name}`
        case tenant(String)
        /// `/v1/NOUN/{name}`
        case fabric(String)
    }

    /// The section's key, type, summary, and whether it is built and for the admin alone.
    public let field: SchemaField
    /// The noun for one object, as in `network web`; nil for a section that holds settings, not objects.
    public let singular: String?
    public let route: Route?
    public let columns: [Column]

    public init(_ field: SchemaField, singular: String? = nil, route: Route? = nil, columns: [Column] = []) {
        self.field = field
        self.singular = singular
        self.route = route
        self.columns = columns
    }

    /// The section's key, and the noun for many objects.
    public var plural: String { field.name }
}
