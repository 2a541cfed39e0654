import Topology

extension Unit {
    /// The fragments of this unit as the graph is now; none when its object is gone or not in place.
    func compile(_ topology: inout TrackedTopology) -> [Fragment] {
        switch self {
        case .base(let host): compileBase(host, &topology)
        case .flood(let network): compileFlood(network, &topology)
        case .tunnelInput(let membership): compileTunnelInput(membership, &topology)
        case .replication(let network): compileReplication(network, &topology)
        case .localGroup(let membership): compileLocalGroup(membership, &topology)
        case .nic(let nic): compileNIC(nic, &topology)
        case .subnets(let network): compileSubnets(network, &topology)
        case .policyBase(let host): compilePolicyBase(host, &topology)
        case .group(let group): compileGroup(group, &topology)
        }
    }
}
