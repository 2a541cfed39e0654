import NetworkTypes
import OpenFlow
import Pipeline
import Topology

extension Unit {
    /// A NIC: at home (way in, source checks, delivery), as the other members reach it, and its known addresses.
    func compileNIC(_ id: NICID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let served = topology.servedNIC(id), let network = topology.network(served.nic.network),
            let host = topology.host(served.host)
        else { return [] }
        var fragments = [local(served, network, topology.policy(of: served.nic, in: network)), known(served, network)]
        if let vtep = host.vtep { fragments.append(remote(served, network, vtep)) }
        if topology.usesGroups(network) {
            fragments.append(peer(served, network, topology.identity(of: served.nic.id)))
        }
        return fragments
    }

    private func local(_ served: ServedNIC, _ network: Network, _ policy: ServedNIC.Policy?) -> Fragment {
        let number = UInt64(served.nic.number)
        let cookie = Cookie(.localNIC, number)
        let vni = UInt64(network.vni.rawValue)
        let requests = AddressRequests(served, cookie: cookie).flows
        // One list that all add to: NICs are many, and no flow is copied from list to list.
        var flows: [EncodedFlow] = []
        flows.reserveCapacity(Self.usualFlows)
        entrance(served, network, cookie, to: &flows)
        SourceGuard(served, cookie: cookie).add(to: &flows)
        flows += requests
        exceptionalDetections(served, cookie, to: &flows)
        flows.append(
            // Above the flow by which other hosts reach it: while a NIC moves, a host may have both.
            FlowBuilder(.switching, priority: 110, cookie: cookie)
                .matching(.network, vni).matching(destination: served.mac)
                .setting(.destination, number)
                .going(to: .ingressTrack))
        policy?.nic(served).add(to: &flows, cookie: cookie)
        flows.append(
            FlowBuilder(.deliver, priority: 100, cookie: cookie)
                .matching(.destination, number)
                .acting(.output(served.port))
                .ending())
        let meters: [NICMeter] = requests.isEmpty ? [.flood] : [.flood, .learning]
        return Fragment(
            cookie, owner: .nic(served.nic.id), audience: .host(served.host), rank: .receive, flows: flows,
            meters: meters.map { $0.meter(served.port) }, zones: policy == nil ? [] : [served.zone])
    }

    /// The way in. What is copied to many, and what the switch's slow path answers (ARP, to whomever it is sent), is metered.
    private func entrance(_ served: ServedNIC, _ network: Network, _ cookie: Cookie, to flows: inout [EncodedFlow]) {
        func from(_ priority: UInt16) -> FlowBuilder {
            FlowBuilder(.classify, priority: priority, cookie: cookie).matching(.inPort, served.port.rawValue)
        }
        let group: UInt64 = 0x0100_0000_0000
        for entrance in [
            from(100),
            from(110).matching(.ethernetDestination, group, mask: UInt128(group)).metered(.flood, served.port),
            from(120).matching(etherType: EtherType.arp).metered(.flood, served.port),
        ] {
            flows.append(
                entrance.setting(.network, UInt64(network.vni.rawValue))
                    .setting(.sourceNIC, UInt64(served.nic.number))
                    .going(to: .guardian))
        }
    }

    /// Flows of a NIC with an address of each family.
    private static let usualFlows = 32

    /// Detections of addresses that only an exception allows go to everyone: who else may have them nobody knows.
    private func exceptionalDetections(_ served: ServedNIC, _ cookie: Cookie, to flows: inout [EncodedFlow]) {
        for prefix in served.foreignPrefixes {
            guard case .v6(let address) = prefix.address else { continue }
            flows.append(
                FlowBuilder(.services, priority: 70, cookie: cookie)
                    .matching(.sourceNIC, UInt64(served.nic.number))
                    .matching(neighbourDiscovery: 135).matching(.ipv6Source, 0)
                    .matching(.ndTarget, address.rawValue, mask: prefix.mask)
                    .going(to: .switching))
        }
    }

    private func remote(_ served: ServedNIC, _ network: Network, _ vtep: IPAddress) -> Fragment {
        let cookie = Cookie(.remoteNIC, UInt64(served.nic.number))
        let flow = FlowBuilder(.switching, priority: 100, cookie: cookie)
            .matching(.network, UInt64(network.vni.rawValue)).matching(destination: served.mac)
            .acting(.setField(vtep.tunnelDestination))
            .setting(.destination, Destination.tunnel)
            .going(to: .deliver)
        return Fragment(
            cookie, owner: .nic(served.nic.id), audience: .members(of: network.id, except: served.host), rank: .send,
            flows: [flow])
    }

    /// As the other end of rules, for the NICs of its network; before it may send anything.
    private func peer(_ served: ServedNIC, _ network: Network, _ identity: NICIdentity?) -> Fragment {
        let cookie = Cookie(.peer, UInt64(served.nic.number))
        var flows: [EncodedFlow] = []
        PeerFlows(network.vni, addresses: served.addresses, identity: identity?.number).add(to: &flows, cookie: cookie)
        return Fragment(
            cookie, owner: .nic(served.nic.id), audience: .members(of: network.id, except: nil), rank: .know,
            flows: flows)
    }

    private func known(_ served: ServedNIC, _ network: Network) -> Fragment {
        let cookie = Cookie(.knownAddresses, UInt64(served.nic.number))
        let flows = served.addresses.map { address in
            switch address {
            case .v4(let v4): AddressAnswers.arp(v4, at: served.mac, in: network.vni, cookie)
            case .v6(let v6): AddressAnswers.steering(v6, to: served.mac, in: network.vni, cookie)
            }
        }
        return Fragment(
            cookie, owner: .nic(served.nic.id), audience: .members(of: network.id, except: nil), rank: .send,
            flows: flows)
    }
}
