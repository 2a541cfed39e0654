import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// A NIC as the other end, for the policies of the NICs of its network: by its known addresses.
///
/// Priority 100 in the stages of peers.
struct PeerFlows {
    private let vni: VNI
    private let addresses: [IPAddress]
    private let identity: UInt64?

    /// - Parameter identity: the number of its identity; nil when no rule can tell anything of it but that it is there.
    init(_ vni: VNI, addresses: [IPAddress], identity: UInt64?) {
        self.vni = vni
        self.addresses = addresses
        self.identity = identity
    }

    func add(to flows: inout [EncodedFlow], cookie: Cookie) {
        for stages in PolicyStages.all {
            for address in addresses {
                var flow = FlowBuilder(stages.peers, priority: 100, cookie: cookie)
                    .matching(.network, UInt64(vni.rawValue))
                    .matching(etherType: address.isV4 ? EtherType.ipv4 : EtherType.ipv6)
                    .matching(IPPrefix(containing: address, length: address.bits).match(stages.side))
                    .setting([(.peerIsKnown, 1), (.peerIsInside, 1)])
                if let identity { flow = flow.setting(peerIdentity: identity) }
                flows.append(flow.going(to: stages.guardTier))
            }
        }
    }
}
