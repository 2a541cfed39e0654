/// A host's name, as a document declares it; a host that is only pending is named by its system-id.
public struct HostID: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let name: String

    public init(_ name: String) { self.name = name }
    public init(stringLiteral name: String) { self.name = name }

    public static func < (left: Self, right: Self) -> Bool { left.name < right.name }
    public var description: String { name }
}

/// A network's identity: its name within its tenant.
public struct NetworkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let tenant: String
    public let name: String

    public init(tenant: String, name: String) {
        self.tenant = tenant
        self.name = name
    }

    public static func < (left: Self, right: Self) -> Bool { (left.tenant, left.name) < (right.tenant, right.name) }
    public var description: String { "\(tenant)/\(name)" }
}

/// A virtual NIC's identity: the n-th NIC of a VM of a tenant.
public struct NICID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let tenant: String
    public let vm: String
    public let index: Int

    public init(tenant: String, vm: String, index: Int) {
        self.tenant = tenant
        self.vm = vm
        self.index = index
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.tenant, left.vm, left.index) < (right.tenant, right.vm, right.index)
    }
    public var description: String { "\(tenant)/\(vm):\(index)" }
}

/// A port of a host's integration bridge, by its interface name.
public struct PortID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let host: HostID
    public let name: String

    public init(host: HostID, name: String) {
        self.host = host
        self.name = name
    }

    public static func < (left: Self, right: Self) -> Bool { (left.host, left.name) < (right.host, right.name) }
    public var description: String { "\(host)/\(name)" }
}

/// One network on one host: the pair that decides who receives what.
public struct Membership: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let network: NetworkID
    public let host: HostID

    public init(network: NetworkID, host: HostID) {
        self.network = network
        self.host = host
    }

    public static func < (left: Self, right: Self) -> Bool { (left.network, left.host) < (right.network, right.host) }
    public var description: String { "\(network)@\(host)" }
}
