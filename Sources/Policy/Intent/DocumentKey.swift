/// A document's identity: never the name of its file.
public struct DocumentKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let tenant: String
    public let document: String

    public init(tenant: String, document: String) {
        self.tenant = tenant
        self.document = document
    }

    /// The tenant whose documents hold the fabric.
    public static let adminTenant = "admin"
    /// The document of each tenant that holds objects written one by one.
    public static let objectDocument = "api"

    public static func < (left: Self, right: Self) -> Bool {
        (left.tenant, left.document) < (right.tenant, right.document)
    }

    public var description: String { "\(tenant)/\(document)" }
}
