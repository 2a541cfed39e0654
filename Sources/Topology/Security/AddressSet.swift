public import NetworkTypes

/// A set of addresses: its name within its tenant.
public struct AddressSetID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let tenant: String
    public let name: String

    public init(tenant: String, name: String) {
        self.tenant = tenant
        self.name = name
    }

    public static func < (left: Self, right: Self) -> Bool { (left.tenant, left.name) < (right.tenant, right.name) }
    public var description: String { "\(tenant)/\(name)" }
}

public struct AddressSet: Hashable, Sendable {
    public let id: AddressSetID
    /// An address is the prefix of itself alone.
    public var prefixes: Set<IPPrefix>

    public init(id: AddressSetID, prefixes: Set<IPPrefix>) {
        self.id = id
        self.prefixes = prefixes
    }
}
