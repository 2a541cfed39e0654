import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// A network, for the policies of its NICs: which addresses are inside, and its own services, which they always reach.
///
/// Priorities: 50 in the stages of peers, below NICs that are known; 200 in those that lead to connection tracking.
struct SubnetFlows {
    private let vni: VNI
    private let prefixes: [IPPrefix]
    /// What DHCP and DNS are served from: the gateways, and where none of them is one of IPv4, 169.254.0.1.
    private let services: [IPAddress]

    init(_ network: Network) {
        vni = network.vni
        prefixes = Set(network.subnets.map(\.prefix)).sorted()
        let gateways = Set(network.subnets.compactMap(\.gateway))
        let fallback: [IPAddress] = gateways.contains(where: \.isV4) ? [] : [.v4(IPv4Address(rawValue: 0xa9fe_0001))]
        services = gateways.union(fallback).sorted()
    }

    func add(to flows: inout [EncodedFlow], cookie: Cookie) {
        for stages in PolicyStages.all {
            for prefix in prefixes {
                flows.append(
                    FlowBuilder(stages.peers, priority: 50, cookie: cookie)
                        .matching(.network, UInt64(vni.rawValue))
                        .matching(etherType: prefix.address.isV4 ? EtherType.ipv4 : EtherType.ipv6)
                        .matching(prefix.match(stages.side))
                        .setting(.peerIsInside, 1)
                        .going(to: stages.guardTier))
            }
            for service in services { add(service, stages, cookie, to: &flows) }
        }
    }

    private func add(_ service: IPAddress, _ stages: PolicyStages, _ cookie: Cookie, to flows: inout [EncodedFlow]) {
        let family = service.isV4 ? EtherType.ipv4 : EtherType.ipv6
        func row() -> FlowBuilder {
            FlowBuilder(stages.connect, priority: 200, cookie: cookie)
                .matching(.network, UInt64(vni.rawValue))
                .matching(IPPrefix(containing: service, length: service.bits).match(stages.side))
        }
        flows.append(row().matching(dhcpOver: family, stages.side).going(to: stages.after))
        guard stages.side == .egress else { return }
        for (transport, port) in [(UInt8(17), Field.udpDestination), (6, .tcpDestination)] {
            flows.append(
                row().matching(etherType: family).matching(.ipProtocol, transport).matchingWhole()
                    .matching(port, 53).going(to: stages.after))
        }
    }
}
