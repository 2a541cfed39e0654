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

/// Where a declared NIC is served: the fact that joins documents and hosts.
public struct Attachment: Hashable, Sendable {
    public let tenant: String
    public let nic: NICDeclaration.Name
    public let place: Place
    /// What the port says of the guest; counts where the document declares no MAC.
    public let mac: MACAddress

    public init(tenant: String, nic: NICDeclaration.Name, place: Place, mac: MACAddress) {
        self.tenant = tenant
        self.nic = nic
        self.place = place
        self.mac = mac
    }
}
