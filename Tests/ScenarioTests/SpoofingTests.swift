import AttackTable
import Foundation
import Lab
import NetworkTypes
import Testing

extension Scenarios {
    @Suite("A VM that pretends")
    struct SpoofingTests {
        /// Frames that acme1 must not get out, each with what it pretends.
        private struct Forgery {
            let name: String
            let frame: [UInt8]
        }

        @Test(
            "Frames with another's MAC, address, ARP or neighbour advertisement reach nobody",
            .covers(.b1, .b2, .b3, .b5, .b13))
        func spoofed() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let guests = try Guests(fabric)
                let honest = try Self.honest(guests)
                let forgeries = try Self.forgeries(guests, firstToken: 1)
                try guests.send(honest, from: "acme1")
                for forgery in forgeries { try guests.send(forgery.frame, from: "acme1") }
                let seen = guests.sightings(of: (0...forgeries.count).map(Frame.token))
                #expect(seen["acme2"]?[0] == 1, "an honest frame arrives")
                for (number, forgery) in forgeries.enumerated() {
                    let reached = seen.filter { $0.value[number + 1] > 0 }.keys.sorted()
                    #expect(reached.isEmpty, "\(forgery.name)")
                }
                measured("\(forgeries.count) kinds of forged frames, none of which reached anyone")
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A VM that no document names hears nothing and is heard by nobody until one does")
        func quarantine() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                let nics = try fabric.lab.nics()
                let known = nics.filter { $0.vm != "acme2" }
                try fabric.apply(
                    Documents.fabric(fabric.declaredHosts()), Documents.tenant("acme", known),
                    Documents.tenant("globex", known), wait: "accepted")
                try fabric.waitReady()
                try fabric.expectReachability(among: known.map(\.vm))
                #expect(try fabric.weft("get", "nics", "--unbound").stdout.contains("acme2.0"))

                let guests = try Guests(fabric)
                try guests.send(try Self.broadcast(guests, from: "acme2", Frame.token(0)), from: "acme2")
                try guests.send(try Self.broadcast(guests, from: "acme1", Frame.token(1)), from: "acme1")
                let seen = guests.sightings(of: [Frame.token(0), Frame.token(1)])
                let listeners = seen.filter { $0.value[0] > 0 }.keys.sorted()
                #expect(listeners == [], "nobody hears it")
                #expect(seen["acme2"] == [0, 0], "it hears nothing")
                #expect(seen["acme3"] == [0, 1] && seen["acme4"] == [0, 1])

                try fabric.apply(Documents.tenant("acme", nics))
                // The others asked for its address in vain a moment ago, and their kernels still give up on it.
                for nic in nics { try fabric.output(.vm(nic.vm), "ip neigh flush all") }
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        private static func broadcast(_ guests: Guests, from vm: String, _ token: [UInt8]) throws -> [UInt8] {
            let nic = try guests.nic(vm)
            return Frame.ethernet(
                to: .broadcast, from: nic.mac, type: 0x0800,
                Frame.udp(to: try IPv4Address("255.255.255.255"), from: try nic.ipv4, token))
        }

        private static func honest(_ guests: Guests) throws -> [UInt8] {
            let (own, peer) = (try guests.nic("acme1"), try guests.nic("acme2"))
            return Frame.ethernet(
                to: peer.mac, from: own.mac, type: 0x0800,
                Frame.udp(to: try peer.ipv4, from: try own.ipv4, Frame.token(0)))
        }

        private static func forgeries(_ guests: Guests, firstToken: Int) throws -> [Forgery] {
            var result: [Forgery] = []
            func add(_ name: String, _ make: ([UInt8]) throws -> [UInt8]) rethrows {
                result.append(Forgery(name: name, frame: try make(Frame.token(firstToken + result.count))))
            }
            let (own, peer) = (try guests.nic("acme1"), try guests.nic("acme2"))
            let (victim, stranger) = (try guests.nic("acme3"), try guests.nic("globex2"))
            let (ownV4, peerV4, victimV4) = (try own.ipv4, try peer.ipv4, try victim.ipv4)
            let (ownV6, peerV6, victimV6) = (try own.ipv6, try peer.ipv6, try victim.ipv6)
            func ethernet(
                to: MACAddress = peer.mac, from: MACAddress = own.mac, _ type: UInt16, _ payload: [UInt8]
            ) -> [UInt8] { Frame.ethernet(to: to, from: from, type: type, payload) }

            add("another's MAC") { ethernet(from: victim.mac, 0x0800, Frame.udp(to: peerV4, from: ownV4, $0)) }
            add("another's IPv4") { ethernet(0x0800, Frame.udp(to: peerV4, from: victimV4, $0)) }
            add("another's IPv4, to all") {
                ethernet(to: .broadcast, 0x0800, Frame.udp(to: peerV4, from: victimV4, $0))
            }
            add("another's MAC and IPv4") {
                ethernet(from: victim.mac, 0x0800, Frame.udp(to: peerV4, from: victimV4, $0))
            }
            add("another's IPv6") { ethernet(0x86dd, Frame.udp(to: peerV6, from: victimV6, $0)) }
            add("an ARP request in another's name") {
                ethernet(
                    to: .broadcast, 0x0806,
                    Frame.arp(operation: 1, sender: (own.mac, victimV4), target: (peer.mac, peerV4), token: $0))
            }
            add("an ARP answer in another's name") {
                ethernet(
                    0x0806, Frame.arp(operation: 2, sender: (own.mac, victimV4), target: (peer.mac, peerV4), token: $0))
            }
            add("an ARP announcement with another's MAC inside") {
                ethernet(
                    to: .broadcast, 0x0806,
                    Frame.arp(operation: 1, sender: (victim.mac, ownV4), target: (own.mac, ownV4), token: $0))
            }
            add("a neighbour advertisement for another") {
                let message =
                    [136, 0, 0, 0, 0x60, 0, 0, 0] + Frame.bytes(victimV6) + [2, 1] + Frame.octets(own.mac) + $0
                return ethernet(0x86dd, Frame.icmpv6(to: peerV6, from: ownV6, message))
            }
            add("a router advertisement") {
                let message: [UInt8] = [134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0] + $0
                return ethernet(0x86dd, Frame.icmpv6(to: peerV6, from: ownV6, message))
            }
            add("a DHCP offer") { ethernet(0x0800, Frame.udp(to: peerV4, from: ownV4, ports: (67, 68), $0)) }
            add("a tagged frame") {
                ethernet(0x8100, [0, 5, 8, 0] + Frame.udp(to: peerV4, from: ownV4, $0))
            }
            add("a bridge's frame") {
                Frame.ethernet(to: MACAddress(rawValue: 0x0180_c200_0000), from: own.mac, type: 0x88cc, $0)
            }
            add("an unknown protocol") { ethernet(0x88b5, $0) }
            add("another tenant's VM") {
                ethernet(to: stranger.mac, 0x0800, Frame.udp(to: peerV4, from: ownV4, $0))
            }
            return result
        }
    }
}
