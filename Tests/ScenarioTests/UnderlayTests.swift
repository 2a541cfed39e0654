import AttackTable
import Foundation
import JSON
import Lab
import NetworkTypes
import Testing

extension Scenarios {
    @Suite("VXLAN from where it should not come, and too much of anything")
    struct UnderlayTests {
        /// acme on kvm1 and kvm2, globex on kvm2 and kvm3.
        private static func spec() throws -> LabSpec {
            var spec = try LabSpec.generated(hosts: 3, vms: 8)
            for position in spec.nics.indices {
                let first = spec.nics[position].tenant == "acme" ? 1 : 2
                spec.nics[position].host = "kvm\(first + position / 2 % 2)"
            }
            return spec
        }

        private static func vni(_ fabric: Fabric, _ tenant: String) throws -> UInt32 {
            let network = try fabric.json("get", "network", "web", "-T", tenant)
            guard let vni = network["status"]?["vni"]?.integer else { throw ScenarioError("no VNI: \(network)") }
            return UInt32(vni)
        }

        /// A broadcast of a VM, as its host would send it in a network.
        private static func encapsulated(_ vni: UInt32, _ nic: LabNIC, _ token: [UInt8]) throws -> [UInt8] {
            Frame.vxlan(
                vni,
                Frame.ethernet(
                    to: .broadcast, from: nic.mac, type: 0x0800,
                    Frame.udp(to: try IPv4Address("10.0.0.255"), from: try nic.ipv4, token)))
        }

        /// Sends once more every 0.2 s until a VM sees it: the first time may be when an underlay neighbour is asked for.
        private static func expectArrival(at vm: String, _ guests: Guests, send: ([UInt8]) throws -> Void) throws {
            let token = Frame.token(99)
            for _ in 0..<25 {
                try send(token)
                let seen = guests.sightings(of: [token], within: .milliseconds(200))
                if seen[vm] != [0] { return }
            }
            throw ScenarioError("\(vm) sees none of 25 datagrams of its network from a member's VTEP")
        }

        @Test(
            "B9, B11: a host's VXLAN counts in the networks that it serves only, and a stranger's never",
            .covers(.b9, .b11))
        func foreign() throws {
            try Fabric.with(Self.spec()) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let guests = try Guests(fabric)
                let (acme, globex) = (try Self.vni(fabric, "acme"), try Self.vni(fabric, "globex"))
                try fabric.output(.host("kvm1"), "ip addr add 172.31.0.99/16 dev br-phy")
                let member = try UnderlaySocket(fabric, on: .host("kvm1"), source: LabAddresses.tunnel(1))
                let stranger = try UnderlaySocket(fabric, on: .host("kvm1"), source: try IPv4Address("172.31.0.99"))
                defer {
                    member.close()
                    stranger.close()
                }
                let (own, other) = (try guests.nic("acme1"), try guests.nic("globex1"))
                // Until one arrived, a missing one may only wait for its neighbour's MAC.
                try Self.expectArrival(at: "acme2", guests) { token in
                    for host in [2, 3] {
                        try member.send(try Self.encapsulated(acme, own, token), to: LabAddresses.tunnel(host))
                        try stranger.send(try Self.encapsulated(acme, own, token), to: LabAddresses.tunnel(host))
                    }
                }
                let datagrams: [(UnderlaySocket, UInt32, LabNIC)] = [
                    (member, acme, own), (member, globex, other), (member, 1_234_567, other), (stranger, acme, own),
                    (stranger, globex, other),
                ]
                for (number, (socket, vni, nic)) in datagrams.enumerated() {
                    for host in [2, 3] {
                        try socket.send(
                            try Self.encapsulated(vni, nic, Frame.token(number)), to: LabAddresses.tunnel(host))
                    }
                }
                let seen = guests.sightings(of: datagrams.indices.map(Frame.token))
                for nic in guests.nics {
                    // The first one shows that such datagrams arrive where the pair of VTEP and VNI is known.
                    let isMember = nic.tenant == "acme" && nic.host == "kvm2"
                    #expect(seen[nic.vm] == [isMember ? 1 : 0, 0, 0, 0, 0], "seen by \(nic.vm)")
                }
                detail("VXLAN of foreign VNIs and from a foreign address reached none of \(guests.nics.count) VMs")
                noteMeasurement(
                    "2 foreign VNIs from a member's VTEP: 0 frames at \(guests.nics.count) VMs; its own VNI arrives",
                    for: .b9)
                noteMeasurement(
                    "2 VNIs from an address that is no VTEP: 0 frames at \(guests.nics.count) VMs", for: .b11)
                try fabric.expectSameFromNothing()
            }
        }

        @Test("B13: a VM that speaks as another one does not draw its traffic", .covers(.b13))
        func hijack() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let guests = try Guests(fabric)
                let (thief, victim, peer) = (try guests.nic("acme1"), try guests.nic("acme4"), try guests.nic("acme2"))
                let before = try fabric.flowTable("kvm1").flows
                for _ in 0..<20 {
                    for operation: UInt16 in [1, 2] {
                        try guests.send(
                            Frame.ethernet(
                                to: .broadcast, from: victim.mac, type: 0x0806,
                                Frame.arp(
                                    operation: operation, sender: (victim.mac, try victim.ipv4),
                                    target: (victim.mac, try victim.ipv4), token: Frame.token(9))), from: thief.vm)
                    }
                    try guests.send(
                        Frame.ethernet(
                            to: peer.mac, from: victim.mac, type: 0x0800,
                            Frame.udp(to: try peer.ipv4, from: try victim.ipv4, Frame.token(9))), from: thief.vm)
                }
                try guests.send(
                    Frame.ethernet(
                        to: victim.mac, from: peer.mac, type: 0x0800,
                        Frame.udp(to: try victim.ipv4, from: try peer.ipv4, Frame.token(0))), from: peer.vm)
                let seen = guests.sightings(of: [Frame.token(0), Frame.token(9)])
                #expect(seen[victim.vm] == [1, 0])
                #expect(seen[thief.vm] == [0, 0])
                // The victim's "port unreachable" quotes what it got, so the sender sees its own token.
                #expect(seen[peer.vm]?[1] == 0)
                #expect(try fabric.flowTable("kvm1").flows == before, "nothing is learned from it")
                measured(
                    "60 frames in another's name: 0 flows changed, and what is sent to the victim reaches it alone")
                try fabric.expectSameFromNothing()
            }
        }

        @Test(
            "B19: a storm of broadcasts, multicasts, ARP and unknown unicasts is metered and stays in its network",
            .covers(.b19))
        func storm() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let guests = try Guests(fabric)
                let (own, peer) = (try guests.nic("acme1"), try guests.nic("acme2"))
                let tokens = (0..<5).map(Frame.token)
                func packet(_ token: [UInt8]) throws -> [UInt8] {
                    Frame.udp(to: try IPv4Address("10.0.0.255"), from: try own.ipv4, token)
                }
                let frames = [
                    Frame.ethernet(to: .broadcast, from: own.mac, type: 0x0800, try packet(tokens[0])),
                    Frame.ethernet(
                        to: MACAddress(rawValue: 0x0100_5e00_0001), from: own.mac, type: 0x0800, try packet(tokens[1])),
                    Frame.ethernet(
                        to: .broadcast, from: own.mac, type: 0x0806,
                        Frame.arp(
                            operation: 1, sender: (own.mac, try own.ipv4),
                            target: (MACAddress(rawValue: 0), try own.ipv4), token: tokens[2])),
                    Frame.ethernet(
                        to: MACAddress(rawValue: 0x5254_00ff_ff01), from: own.mac, type: 0x0800, try packet(tokens[3])),
                ]
                // Let the meter's bucket fill, and then ask for more than ten times what it has.
                usleep(1_500_000)
                let start = ContinuousClock.now
                var seen = guests.sightings(of: [], within: .zero).mapValues { _ in tokens.map { _ in 0 } }
                for _ in 0..<25 {
                    for _ in 0..<50 { for frame in frames { try guests.send(frame, from: own.vm) } }
                    let more = guests.sightings(of: tokens, within: .milliseconds(10))
                    for (vm, counts) in more { seen[vm] = zip(seen[vm] ?? counts, counts).map(+) }
                }
                let more = guests.sightings(of: tokens, within: .milliseconds(500))
                for (vm, counts) in more { seen[vm] = zip(seen[vm] ?? counts, counts).map(+) }
                let duration = ContinuousClock.now - start
                let seconds = duration.seconds
                for nic in guests.nics {
                    let counts = seen[nic.vm] ?? []
                    let flooded = counts.prefix(3).reduce(0, +)
                    if nic.tenant == own.tenant, nic.vm != own.vm {
                        #expect(flooded > 0, "\(nic.vm) hears some")
                        // 200 at once, and 200 a second.
                        #expect(
                            Double(flooded) <= 1.2 * (200 + 200 * seconds), "\(nic.vm) hears \(flooded) in \(seconds) s"
                        )
                    } else {
                        #expect(flooded == 0, "\(nic.vm) hears \(flooded)")
                    }
                    #expect(counts[3] == 0, "an unknown unicast reached \(nic.vm)")
                }
                let heard = (seen[peer.vm] ?? []).prefix(3).reduce(0, +)
                measured(
                    "of 3750 broadcasts, multicasts and ARP frames in \(duration.text) each member heard about \(heard), and other networks and of 1250 unknown unicasts 0"
                )
                // Others' broadcasts are not the storm's.
                try guests.send(
                    Frame.ethernet(
                        to: .broadcast, from: peer.mac, type: 0x0800,
                        Frame.udp(to: try IPv4Address("10.0.0.255"), from: try peer.ipv4, tokens[4])), from: peer.vm)
                let after = guests.sightings(of: [tokens[4]])
                #expect(after["acme3"] == [1])
                try fabric.expectSameFromNothing()
            }
        }
    }
}
