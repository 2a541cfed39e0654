import AttackTable
import Foundation
import Lab
import NetworkTypes
import Testing

/// A frame that a VM must not get out, with what it pretends.
private struct Forgery {
    let name: String
    let frame: [UInt8]
}

/// Builds forgeries of `acme1`, each with a token of its own; number 0 belongs to an honest frame.
private struct Forger {
    let own: LabNIC
    let peer: LabNIC
    let victim: LabNIC
    let stranger: LabNIC
    private(set) var forgeries: [Forgery] = []

    init(_ guests: Guests) throws {
        own = try guests.nic("acme1")
        peer = try guests.nic("acme2")
        victim = try guests.nic("acme3")
        stranger = try guests.nic("globex2")
    }

    var honest: [UInt8] {
        get throws {
            Frame.ethernet(
                to: peer.mac, from: own.mac, type: 0x0800,
                Frame.udp(to: try peer.ipv4, from: try own.ipv4, Frame.token(0)))
        }
    }

    /// A frame of this type; its payload is made with the token.
    mutating func add(
        _ name: String, to: MACAddress? = nil, from: MACAddress? = nil, _ type: UInt16,
        _ payload: ([UInt8]) throws -> [UInt8]
    ) rethrows {
        let token = Frame.token(forgeries.count + 1)
        let frame = Frame.ethernet(
            to: to ?? peer.mac, from: from ?? own.mac, type: type, try payload(token))
        forgeries.append(Forgery(name: name, frame: frame))
    }
}

private let allNodes = MACAddress(rawValue: 0x3333_0000_0001)

extension Scenarios {
    /// The guard stage, row by row of the attack table: real frames into a VM's port, and eyes on every other VM.
    @Suite("What a VM may send")
    struct GuardTests {
        /// Sends forgeries from `acme1`, and expects that none is seen by anyone while an honest frame is.
        private func expectSilence(
            sourceLocation: SourceLocation = #_sourceLocation, _ forge: (inout Forger, Fabric) throws -> Void
        ) throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let guests = try Guests(fabric)
                var forger = try Forger(guests)
                try forge(&forger, fabric)
                let hosts = try fabric.lab.status().hosts.map(\.name)
                let before = try hosts.map { try fabric.flowTable($0).flows }
                try guests.send(try forger.honest, from: "acme1")
                for forgery in forger.forgeries { try guests.send(forgery.frame, from: "acme1") }
                let seen = guests.sightings(of: (0...forger.forgeries.count).map(Frame.token))
                #expect(seen["acme2"]?[0] == 1, "an honest frame arrives", sourceLocation: sourceLocation)
                for (number, forgery) in forger.forgeries.enumerated() {
                    let reached = seen.filter { $0.value[number + 1] > 0 }.keys.sorted()
                    #expect(reached.isEmpty, "\(forgery.name) reached \(reached)", sourceLocation: sourceLocation)
                }
                let after = try hosts.map { try fabric.flowTable($0).flows }
                #expect(after == before, "nothing is learned from them", sourceLocation: sourceLocation)
                measured("\(forger.forgeries.count) kinds of frames, 0 arrived anywhere, 0 flows changed")
                try fabric.expectReachability(sourceLocation: sourceLocation)
                try fabric.expectSameFromNothing(sourceLocation: sourceLocation)
            }
        }

        @Test("B1: another's MAC, a group's, the broadcast one and none at all", .covers(.b1))
        func b1() throws {
            try expectSilence { forger, _ in
                let (to, from) = (try forger.peer.ipv4, try forger.own.ipv4)
                for (name, mac) in [
                    ("another's", forger.victim.mac), ("another tenant's", forger.stranger.mac),
                    ("a group's", allNodes), ("the broadcast MAC", .broadcast), ("no MAC", MACAddress(rawValue: 0)),
                ] {
                    forger.add(name, from: mac, 0x0800) { Frame.udp(to: to, from: from, $0) }
                    forger.add("\(name), to all", to: .broadcast, from: mac, 0x0800) {
                        Frame.udp(to: to, from: from, $0)
                    }
                }
            }
        }

        @Test("B2: another's IPv4 and IPv6 address, and those that are nobody's", .covers(.b2))
        func b2() throws {
            try expectSilence { forger, _ in
                let (to4, to6) = (try forger.peer.ipv4, try forger.peer.ipv6)
                for source in [try forger.victim.ipv4, to4, try IPv4Address("0.0.0.0"), try IPv4Address("127.0.0.1")] {
                    forger.add("\(source)", 0x0800) { Frame.udp(to: to4, from: source, $0) }
                    forger.add("\(source), to all", to: .broadcast, 0x0800) { Frame.udp(to: to4, from: source, $0) }
                }
                for source in [
                    try forger.victim.ipv6, to6, try IPv6Address("::"), try IPv6Address("fe80::1"),
                    .linkLocal(from: forger.victim.mac),
                ] { forger.add("\(source)", 0x86dd) { Frame.udp(to: to6, from: source, $0) } }
            }
        }

        @Test(
            "B3: ARP in another's name, announcements of another's address, inner and outer MAC that differ",
            .covers(.b3))
        func b3() throws {
            try expectSilence { forger, _ in
                let (own, peer, victim) = (forger.own, forger.peer, forger.victim)
                let (own4, peer4, victim4) = (try own.ipv4, try peer.ipv4, try victim.ipv4)
                for operation: UInt16 in [1, 2] {
                    for to in [peer.mac, MACAddress.broadcast] {
                        forger.add("\(operation) in another's name to \(to)", to: to, 0x0806) {
                            Frame.arp(
                                operation: operation, sender: (own.mac, victim4), target: (peer.mac, peer4), token: $0)
                        }
                        forger.add("\(operation), another's announcement to \(to)", to: to, 0x0806) {
                            Frame.arp(
                                operation: operation, sender: (own.mac, victim4), target: (own.mac, victim4), token: $0)
                        }
                        forger.add("\(operation), inner MAC another's, to \(to)", to: to, 0x0806) {
                            Frame.arp(
                                operation: operation, sender: (victim.mac, own4), target: (peer.mac, peer4), token: $0)
                        }
                        forger.add("\(operation), outer MAC another's, to \(to)", to: to, from: victim.mac, 0x0806) {
                            Frame.arp(
                                operation: operation, sender: (own.mac, own4), target: (peer.mac, peer4), token: $0)
                        }
                    }
                }
                forger.add("a reverse announcement", to: .broadcast, 0x8035) {
                    Frame.arp(operation: 3, sender: (own.mac, own4), target: (own.mac, own4), token: $0)
                }
            }
        }

        @Test("B4: neighbour discovery about or from another, redirects, and anything of it in fragments", .covers(.b4))
        func b4() throws {
            try expectSilence { forger, _ in
                let (own, peer, victim) = (forger.own, forger.peer, forger.victim)
                let (own6, peer6, victim6) = (try own.ipv6, try peer.ipv6, try victim.ipv6)
                func advertisement(_ target: IPv6Address, _ mac: MACAddress) -> [UInt8] {
                    [136, 0, 0, 0, 0x60, 0, 0, 0] + Frame.bytes(target) + [2, 1] + Frame.octets(mac)
                }
                func solicitation(_ target: IPv6Address, _ mac: MACAddress) -> [UInt8] {
                    [135, 0, 0, 0, 0, 0, 0, 0] + Frame.bytes(target) + [1, 1] + Frame.octets(mac)
                }
                func icmp(_ message: [UInt8], from source: IPv6Address? = nil) -> [UInt8] {
                    Frame.icmpv6(to: peer6, from: source ?? own6, message)
                }
                forger.add("an advertisement of another's address", 0x86dd) {
                    icmp(advertisement(victim6, own.mac) + $0)
                }
                forger.add("an advertisement to all", to: allNodes, 0x86dd) {
                    icmp(advertisement(victim6, own.mac) + $0)
                }
                forger.add("an advertisement that names another's MAC", 0x86dd) {
                    icmp(advertisement(own6, victim.mac) + $0)
                }
                forger.add("a solicitation that names another's MAC", 0x86dd) {
                    icmp(solicitation(peer6, victim.mac) + $0)
                }
                forger.add("a solicitation from another", 0x86dd) {
                    icmp(solicitation(peer6, own.mac) + $0, from: victim6)
                }
                forger.add("a detection of another's address", to: allNodes, 0x86dd) {
                    icmp(Array(solicitation(victim6, own.mac).prefix(24)) + $0, from: IPv6Address(rawValue: 0))
                }
                forger.add("a redirect", 0x86dd) {
                    icmp([137, 0, 0, 0, 0, 0, 0, 0] + Frame.bytes(victim6) + Frame.bytes(peer6) + $0)
                }
                forger.add("an own advertisement in a fragment", 0x86dd) {
                    Frame.firstFragment(ofIPv6: icmp(advertisement(own6, own.mac) + $0))
                }
                // An atomic fragment is a whole packet: what it says is checked like any other.
                for more in [true, false] {
                    forger.add("another's advertisement in a fragment (more: \(more))", 0x86dd) {
                        Frame.firstFragment(ofIPv6: icmp(advertisement(victim6, own.mac) + $0), more: more)
                    }
                }
                forger.add("another's advertisement behind a hop-by-hop header", 0x86dd) {
                    Frame.withHopByHop(icmp(advertisement(victim6, own.mac) + $0))
                }
                forger.add("another's advertisement behind a chain without an end", 0x86dd) {
                    Frame.withUnfinishedChain(icmp(advertisement(victim6, own.mac) + $0))
                }
            }
        }

        @Test(
            "B5: a DHCP server and router advertisements, in fragments and behind extension headers too", .covers(.b5))
        func b5() throws {
            try expectSilence { forger, _ in
                let (own4, peer4) = (try forger.own.ipv4, try forger.peer.ipv4)
                let (own6, peer6) = (try forger.own.ipv6, try forger.peer.ipv6)
                for (ports, to) in [
                    ((67, 68), forger.peer.mac), ((67, 68), .broadcast), ((67, 67), forger.peer.mac),
                    ((1067, 68), forger.peer.mac),
                ] as [((UInt16, UInt16), MACAddress)] {
                    forger.add("DHCP from \(ports.0) to \(ports.1) at \(to)", to: to, 0x0800) {
                        Frame.udp(to: peer4, from: own4, ports: ports, $0)
                    }
                    forger.add("DHCP in a fragment from \(ports.0) to \(ports.1) at \(to)", to: to, 0x0800) {
                        Frame.firstFragment(ofIPv4: Frame.udp(to: peer4, from: own4, ports: ports, $0))
                    }
                }
                for ports in [(547, 546), (1547, 546)] as [(UInt16, UInt16)] {
                    forger.add("DHCPv6 from \(ports.0)", 0x86dd) { Frame.udp(to: peer6, from: own6, ports: ports, $0) }
                    forger.add("DHCPv6 in a fragment from \(ports.0)", 0x86dd) {
                        Frame.firstFragment(ofIPv6: Frame.udp(to: peer6, from: own6, ports: ports, $0))
                    }
                }
                let source = IPv6Address.linkLocal(from: forger.own.mac)
                func advertisement(_ token: [UInt8]) -> [UInt8] {
                    let message: [UInt8] = [134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0]
                    return Frame.icmpv6(to: peer6, from: source, message + token)
                }
                forger.add("a router advertisement", 0x86dd) { advertisement($0) }
                forger.add("a router advertisement to all", to: allNodes, 0x86dd) { advertisement($0) }
                forger.add("one in a fragment", 0x86dd) { Frame.firstFragment(ofIPv6: advertisement($0)) }
                forger.add("one in an atomic fragment", 0x86dd) {
                    Frame.firstFragment(ofIPv6: advertisement($0), more: false)
                }
                forger.add("one behind a hop-by-hop header", 0x86dd) { Frame.withHopByHop(advertisement($0)) }
                forger.add("one in a fragment behind a hop-by-hop header", 0x86dd) {
                    Frame.withHopByHop(Frame.firstFragment(ofIPv6: advertisement($0)))
                }
                forger.add("one behind a chain without an end", 0x86dd) { Frame.withUnfinishedChain(advertisement($0)) }
            }
        }

        @Test("B8: VXLAN to the VTEPs of the own host and of another one", .covers(.b8))
        func b8() throws {
            try expectSilence { forger, fabric in
                let own = forger.own
                let source = try own.ipv4
                let stranger = forger.stranger
                let vteps = try fabric.declaredHosts().map { try IPv4Address($0.vtep) }
                let ownVTEP = vteps[own.host == "kvm1" ? 0 : 1]
                func inner(_ token: [UInt8]) throws -> [UInt8] {
                    Frame.vxlan(
                        10_001,
                        Frame.ethernet(
                            to: .broadcast, from: stranger.mac, type: 0x0800,
                            Frame.udp(to: try stranger.ipv4, from: source, token)))
                }
                // Whoever else is addressed would only get a UDP datagram; the VTEP's MAC is behind no port.
                for (vtep, to) in [
                    (ownVTEP, forger.peer.mac), (ownVTEP, MACAddress.broadcast),
                    (vteps[0], MACAddress(rawValue: 0x0200_0031_0001)),
                    (vteps[1], MACAddress(rawValue: 0x0200_0031_0002)),
                ] {
                    try forger.add("VXLAN to \(vtep) at \(to)", to: to, 0x0800) {
                        Frame.udp(to: vtep, from: source, ports: (55555, 4789), try inner($0))
                    }
                }
            }
        }

        @Test("B10: one tag, two tags, a priority tag, and the provider's kind of tag", .covers(.b10))
        func b10() throws {
            try expectSilence { forger, _ in
                let (to, from) = (try forger.peer.ipv4, try forger.own.ipv4)
                func packet(_ token: [UInt8]) -> [UInt8] { [8, 0] + Frame.udp(to: to, from: from, token) }
                forger.add("one tag", 0x8100) { [0, 5] + packet($0) }
                forger.add("a priority tag", 0x8100) { [0xe0, 0] + packet($0) }
                forger.add("a tag of zero", 0x8100) { [0, 0] + packet($0) }
                forger.add("two tags", 0x8100) { [0, 5, 0x81, 0, 0, 6] + packet($0) }
                forger.add("802.1ad", 0x88a8) { [0, 5] + packet($0) }
                forger.add("802.1ad and 802.1Q", 0x88a8) { [0, 5, 0x81, 0, 0, 6] + packet($0) }
                forger.add("an old provider's tag", 0x9100) { [0, 5] + packet($0) }
            }
        }

        @Test("B12: LLDP, STP, LACP, MVRP, CDP, BFD, MPLS, probes, and unknown protocols", .covers(.b12))
        func b12() throws {
            try expectSilence { forger, _ in
                let (own4, peer4) = (try forger.own.ipv4, try forger.peer.ipv4)
                let (own6, peer6) = (try forger.own.ipv6, try forger.peer.ipv6)
                for type: UInt16 in [0x88cc, 0x8809, 0x88f5, 0x8847, 0x8848, 0x88b5, 0x88e5, 0x8906, 0x9000] {
                    for to in [forger.peer.mac, MACAddress(rawValue: 0x0180_c200_000e), .broadcast] {
                        forger.add("type \(String(type, radix: 16)) to \(to)", to: to, type) { $0 }
                    }
                }
                // A length instead of a type: LLC.
                for (name, to, head) in [
                    ("STP", 0x0180_c200_0000, [0x42, 0x42, 3]),
                    ("CDP", 0x0100_0ccc_cccc, [0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0]),
                    ("PVST", 0x0100_0ccc_cccd, [0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 0x0b]),
                ] as [(String, UInt64, [UInt8])] {
                    forger.add(name, to: MACAddress(rawValue: to), UInt16(head.count + 17)) { head + $0 }
                }
                for last: UInt64 in [0, 3, 0x0e, 0x21, 0xff] {
                    forger.add(
                        "IPv4 to bridges' group \(last)", to: MACAddress(rawValue: 0x0180_c200_0000 | last), 0x0800
                    ) {
                        Frame.udp(to: peer4, from: own4, $0)
                    }
                }
                for port: UInt16 in [3784, 3785, 4784] {
                    forger.add("BFD \(port)", 0x0800) { Frame.udp(to: peer4, from: own4, ports: (49152, port), $0) }
                    forger.add("BFD \(port) over IPv6", 0x86dd) {
                        Frame.udp(to: peer6, from: own6, ports: (49152, port), $0)
                    }
                    forger.add("BFD \(port) in a fragment", 0x0800) {
                        Frame.firstFragment(ofIPv4: Frame.udp(to: peer4, from: own4, ports: (49152, port), $0))
                    }
                }
            }
        }

        @Test("B14: IP protocol 0, and chains of headers that hide what follows")
        func b14() throws {
            try expectSilence { forger, _ in
                let (own4, peer4) = (try forger.own.ipv4, try forger.peer.ipv4)
                let (own6, peer6) = (try forger.own.ipv6, try forger.peer.ipv6)
                forger.add("protocol 0", 0x0800) { Frame.ipv4(to: peer4, from: own4, protocol: 0, $0) }
                forger.add("protocol 0 in a fragment", 0x0800) {
                    Frame.firstFragment(ofIPv4: Frame.ipv4(to: peer4, from: own4, protocol: 0, $0))
                }
                forger.add("a chain without an end", 0x86dd) {
                    Frame.withUnfinishedChain(Frame.udp(to: peer6, from: own6, $0))
                }
                forger.add("a chain without an end in a fragment", 0x86dd) {
                    Frame.firstFragment(ofIPv6: Frame.withUnfinishedChain(Frame.udp(to: peer6, from: own6, $0)))
                }
                forger.add("ports of zero in a fragment", 0x0800) {
                    Frame.firstFragment(ofIPv4: Frame.udp(to: peer4, from: own4, ports: (0, 0), $0))
                }
            }
        }

        @Test("B14: honest fragments pass")
        func honestFragments() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                for address in ["10.0.0.12", "2001:db8:0:1::12"] {
                    let result = try fabric.lab.exec(
                        .vm("acme1"), ["ping", "-n", "-c", "3", "-i", "0.2", "-s", "3000", address])
                    #expect(result.status == 0, "\(address): \(result.stdout)")
                }
            }
        }
    }
}
