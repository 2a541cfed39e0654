/// A host's name, as a document declares it; a host that is only pending is named by its system-id.
public struct HostID: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let name: String

    public init(_ name: String) { self.name = name }
    public init(stringLiteral name: String) { self.name = name }

    public static func < (left: Self, right: Self) -> Bool { left.name < right.name }
    public var description: String { name }
}

/// The words of what is unique in its tenant by its name.
struct NameInTenant: Hashable, Comparable, Sendable {
    let tenant: String
    let name: String

    static func < (left: Self, right: Self) -> Bool { (left.tenant, left.name) < (right.tenant, right.name) }
}

/// A network's identity: its name within its tenant.
public struct NetworkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let shared: SharedName<NameInTenant>

    public init(tenant: String, name: String) { shared = SharedName(NameInTenant(tenant: tenant, name: name)) }

    public var tenant: String { shared.words.tenant }
    public var name: String { shared.words.name }

    public static func < (left: Self, right: Self) -> Bool { left.shared < right.shared }
    public var description: String { "\(tenant)/\(name)" }
}

/// A virtual NIC's identity: the n-th NIC of a VM of a tenant.
public struct NICID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private struct Words: Hashable, Comparable, Sendable {
        let tenant: String
        let vm: String
        let index: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.tenant, left.vm, left.index) < (right.tenant, right.vm, right.index)
        }
    }

    private let shared: SharedName<Words>

    public init(tenant: String, vm: String, index: Int) {
        shared = SharedName(Words(tenant: tenant, vm: vm, index: index))
    }

    public var tenant: String { shared.words.tenant }
    public var vm: String { shared.words.vm }
    public var index: Int { shared.words.index }

    public static func < (left: Self, right: Self) -> Bool { left.shared < right.shared }
    public var description: String { "\(tenant)/\(vm):\(index)" }
}

/// A port of a host's integration bridge, by its interface name.
public struct PortID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private struct Words: Hashable, Comparable, Sendable {
        let host: HostID
        let name: String

        static func < (left: Self, right: Self) -> Bool { (left.host, left.name) < (right.host, right.name) }
    }

    private let shared: SharedName<Words>

    public init(host: HostID, name: String) { shared = SharedName(Words(host: host, name: name)) }

    public var host: HostID { shared.words.host }
    public var name: String { shared.words.name }

    public static func < (left: Self, right: Self) -> Bool { left.shared < right.shared }
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
