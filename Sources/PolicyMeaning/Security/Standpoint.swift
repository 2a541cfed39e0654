/// From where the addresses of a packet are looked at: equal ones in two networks are not the same.
public struct Standpoint: Hashable, Sendable {
    /// That of the NIC whose rules are asked.
    public let network: NetworkName
    /// The packet is switched within the network, neither routed nor translated.
    public let isSwitched: Bool

    public init(in network: NetworkName, isSwitched: Bool) {
        self.network = network
        self.isSwitched = isSwitched
    }
}
