public import NetworkTypes
public import Policy

/// A port of a host, where frames come from and go to.
public struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: PortNumber

    public init(host: String, port: PortNumber) {
        self.host = host
        self.port = port
    }

    public static func < (left: Self, right: Self) -> Bool { (left.host, left.port) < (right.host, right.port) }
    public var description: String { "\(host):\(port)" }
}

/// A network by its tenant and name.
public struct NetworkName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let tenant: String
    public let name: String

    public init(tenant: String, name: String) {
        self.tenant = tenant
        self.name = name
    }

    public static func < (left: Self, right: Self) -> Bool { (left.tenant, left.name) < (right.tenant, right.name) }
    public var description: String { "\(tenant)/\(name)" }
}

/// Where a NIC is served: the fact that joins documents and hosts.
public struct Attachment: Hashable, Sendable {
    public enum NIC: Hashable, Sendable {
        /// A document has an entry for it.
        case declared(tenant: String, NICDeclaration.Name)
        /// No entry: its port's profile names the network.
        case profiled(NetworkName)
    }

    public let nic: NIC
    public let place: Place
    /// What the port says of the guest; counts where no document declares a MAC.
    public let mac: MACAddress
    /// Addresses that were bound to it at first use (INTERFACE.md 1.8).
    public let bound: [IPAddress]

    public init(_ nic: NIC, at place: Place, mac: MACAddress, bound: [IPAddress] = []) {
        self.nic = nic
        self.place = place
        self.mac = mac
        self.bound = bound
    }
}
