public import NetworkTypes
public import Policy

/// A NIC that a port serves, as rules see it.
public struct BoundNIC: Hashable, Sendable, CustomStringConvertible {
    public let tenant: String
    /// Rules can name only what documents declare; others are known by it all the same.
    public let name: NICDeclaration.Name
    public let network: NetworkName
    public let labels: [String: String]
    /// Those it is known to have; what port-security excepts is not among them.
    public let addresses: Set<IPAddress>

    public init(
        tenant: String, name: NICDeclaration.Name, network: NetworkName, labels: [String: String] = [:],
        addresses: Set<IPAddress>
    ) {
        self.tenant = tenant
        self.name = name
        self.network = network
        self.labels = labels
        self.addresses = addresses
    }

    /// Nil when the documents do not know the host or the NIC.
    public init?(_ attachment: Attachment, _ policy: PolicySet) {
        guard let station = Station(attachment, policy) else { return nil }
        switch attachment.nic {
        case .declared(let tenant, let name):
            let labels = policy.nic(name, ofTenant: tenant)?.declaration.labels ?? [:]
            self.init(
                tenant: tenant, name: name, network: station.network, labels: labels, addresses: station.addresses)
        case .profiled(let network):
            self.init(
                tenant: network.tenant, name: NICDeclaration.Name(vm: "mac-\(attachment.mac)", index: 0),
                network: network, addresses: station.addresses)
        }
    }

    public var description: String { "\(tenant)/\(name)" }
}
