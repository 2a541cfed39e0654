import Foundation
import Lab
import NetworkTypes
import Testing

extension Scenarios {
    @Suite("Tenants with the same prefixes")
    struct IsolationTests {
        @Test("Every allowed pair pings over IPv4 and IPv6, and every forbidden pair fails")
        func matrix() throws {
            try Fabric.with(.generated(hosts: 3, vms: 12)) { fabric in
                let start = ContinuousClock.now
                try fabric.applyAll()
                measured(
                    "documents of 3 hosts and 12 VMs applied and on the hosts in \((ContinuousClock.now - start).text)")
                let pairs = try fabric.expectReachability()
                #expect(pairs.allowed == 2 * 6 * 5 * 2 && pairs.forbidden == 2 * 6 * 6 * 2)
                measured(
                    "\(pairs.allowed) allowed and \(pairs.forbidden) forbidden addresses, all as the documents say")
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A broadcast arrives exactly once at each member of the network and at nobody else")
        func broadcast() throws {
            try Fabric.with(.generated(hosts: 3, vms: 12)) { fabric in
                try fabric.applyAll()
                // The neighbours of the underlay are found before anything is counted.
                try fabric.expectReachability()
                let guests = try Guests(fabric)
                var tokens: [[UInt8]] = []
                var senders: [LabNIC] = []
                for nic in guests.nics {
                    for frame in try Self.broadcasts(nic, firstToken: tokens.count) {
                        tokens.append(Frame.token(tokens.count))
                        senders.append(nic)
                        try guests.send(frame, from: nic.vm)
                    }
                }
                let seen = guests.sightings(of: tokens)
                for receiver in guests.nics {
                    let expected = senders.map { $0.tenant == receiver.tenant && $0.vm != receiver.vm ? 1 : 0 }
                    #expect(seen[receiver.vm] == expected, "seen by \(receiver.vm)")
                }
                measured("\(tokens.count) broadcasts and multicasts, each seen once by its 5 members")
                try fabric.expectSameFromNothing()
            }
        }

        /// A broadcast over IPv4, a multicast over IPv6 and an announcement by ARP.
        private static func broadcasts(_ nic: LabNIC, firstToken: Int) throws -> [[UInt8]] {
            let mac = nic.mac
            let allNodes = try IPv6Address("ff02::1")
            return [
                Frame.ethernet(
                    to: .broadcast, from: mac, type: 0x0800,
                    Frame.udp(
                        to: try IPv4Address("10.0.0.255"), from: try nic.ipv4, Frame.token(firstToken))),
                Frame.ethernet(
                    to: try MACAddress("33:33:00:00:00:01"), from: mac, type: 0x86dd,
                    Frame.udp(to: allNodes, from: try nic.ipv6, Frame.token(firstToken + 1))),
                Frame.ethernet(
                    to: .broadcast, from: mac, type: 0x0806,
                    Frame.arp(
                        operation: 1, sender: (mac, try nic.ipv4), target: (MACAddress(rawValue: 0), try nic.ipv4),
                        token: Frame.token(firstToken + 2))),
            ]
        }

        @Test("ARP for known addresses never crosses a tunnel")
        func arp() throws {
            try Fabric.with(.generated(hosts: 3, vms: 12)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                for nic in try fabric.lab.nics() { try fabric.output(.vm(nic.vm), "ip neigh flush all") }
                let capture = try UnderlayCapture(fabric)
                try fabric.expectReachability()
                let packets = try capture.stop()
                let arp = packets.filter { $0.innerType == 0x0806 }
                #expect(arp.isEmpty)
                #expect(packets.count > 200, "the capture sees nothing")
                measured("\(arp.count) of \(packets.count) tunnelled packets are ARP while 12 VMs resolve each other")
                try fabric.expectSameFromNothing()
            }
        }

        @Test("VXLAN goes only between hosts that share a network")
        func tunnels() throws {
            var spec = try LabSpec.generated(hosts: 3, vms: 12)
            // acme on kvm1 and kvm2, globex on kvm2 and kvm3: kvm1 and kvm3 have nothing to say to each other.
            for position in spec.nics.indices {
                let first = spec.nics[position].tenant == "acme" ? 1 : 2
                spec.nics[position].host = "kvm\(first + position / 2 % 2)"
            }
            try Fabric.with(spec) { fabric in
                try fabric.applyAll()
                let capture = try UnderlayCapture(fabric)
                try fabric.expectReachability()
                let guests = try Guests(fabric)
                for nic in guests.nics {
                    for frame in try Self.broadcasts(nic, firstToken: 0) { try guests.send(frame, from: nic.vm) }
                }
                let packets = try capture.stop()
                let vteps = (1...3).map { LabAddresses.tunnel($0).rawValue }
                let pairs = Set(packets.map { [$0.source, $0.destination] })
                let shared = [[0, 1], [1, 0], [1, 2], [2, 1]].map { pair in pair.map { vteps[$0] } }
                #expect(pairs == Set(shared))
                let announcements = packets.filter { $0.innerType == 0x0806 }
                #expect(announcements.count == 12, "an announcement is no question: it goes to the other host")
                let vnis = Dictionary(grouping: packets, by: \.vni).mapValues { packets in
                    Set(packets.map { Set([$0.source, $0.destination]) }).count
                }
                #expect(vnis.values.sorted() == [1, 1], "each VNI has one pair of hosts: \(vnis)")
                measured("\(packets.count) tunnelled packets between \(pairs.count / 2) of 3 pairs of hosts")
                try fabric.expectSameFromNothing()
            }
        }
    }
}
