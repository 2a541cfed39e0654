/// A reference to an object by name: bare in the own tenant, `TENANT/NAME` in what another tenant shares.
public struct ObjectReference: Hashable, Sendable, CustomStringConvertible {
    /// Nil for the tenant of the document that refers.
    public let tenant: String?
    public let name: String

    public init(tenant: String? = nil, name: String) {
        self.tenant = tenant
        self.name = name
    }

    init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ isName($0) }), let name = parts.last else { return nil }
        self.init(tenant: parts.count == 2 ? String(parts[0]) : nil, name: String(name))
    }

    public var description: String { tenant.map { "\($0)/\(name)" } ?? name }
}
