import AttackTable
import Foundation
import JSON
import Lab
import NetworkTypes
import OpenFlow
import Testing

extension Scenarios {
    /// kvm1 is a good host with four VMs; from the network of kvm2, or in its name, come peers that are not.
    @Suite("Hostile peers beside a good host")
    struct HostilePeerTests {
        // MARK: Before anybody knows who it is

        /// What a stranger sends to the OpenFlow port, and what the event about it says.
        private struct Greeting {
            let name: String
            let bytes: [UInt8]
            let reason: String
        }

        private static let hello = Message.hello(Hello(.v1_5 ... .v1_5)).encoded(version: .v1_5, xid: 1)

        private static func features(_ datapath: UInt64) -> [UInt8] {
            Message.featuresReply(Features(datapathID: DatapathID(datapath), tableCount: 254))
                .encoded(version: .v1_5, xid: 2)
        }

        /// kvm2's datapath-id, by Weft's own numbering: the second host that was declared.
        private static let second: UInt64 = 0x0000_5745_4600_0002

        private static let greetings: [Greeting] = [
            Greeting(name: "a length of 0", bytes: [6, 0, 0, 0, 0, 0, 0, 1], reason: "message type 0"),
            Greeting(name: "a length of 7", bytes: [6, 0, 0, 7, 0, 0, 0, 1], reason: "message type 0"),
            Greeting(name: "a hello that never ends", bytes: [6, 0, 0xff, 0xff, 0, 0, 0, 1], reason: "in time"),
            Greeting(name: "nothing", bytes: [], reason: "in time"),
            Greeting(name: "version 1 only", bytes: [1, 0, 0, 8, 0, 0, 0, 1], reason: "no common version"),
            Greeting(name: "no hello", bytes: features(second), reason: "instead of a hello"),
            Greeting(
                name: "another version after the hello", bytes: hello + [4, 2, 0, 8, 0, 0, 0, 2],
                reason: "version byte 4"),
            Greeting(name: "a second hello", bytes: hello + hello, reason: "a second hello"),
            Greeting(
                name: "a description that is cut short", bytes: hello + [6, 6, 0, 12, 0, 0, 0, 2, 0, 0, 0, 0],
                reason: "message type 6"),
            Greeting(
                name: "an HTTP request", bytes: Array("GET / HTTP/1.1\r\n\r\n".utf8), reason: "instead of a hello"),
            Greeting(
                name: "a TLS greeting", bytes: [0x16, 3, 1, 0, 0xc8, 1, 0, 0, 0xc4, 3, 3, 0],
                reason: "instead of a hello"),
        ]

        @Test(
            "Greetings that are wrong end the session, with an event that says why, and the good host notices nothing",
            .covers(.a1, .a2, .a6))
        func greetings() throws {
            try Fabric.besideGoodHost { fabric in
                var slowest = Duration.zero
                for greeting in Self.greetings {
                    let peer = try #require(try HostilePeer.dial(fabric, from: "kvm2", port: 6653).first)
                    peer.send(greeting.bytes)
                    let time = try #require(peer.end(within: .seconds(8)), "\(greeting.name)")
                    if !greeting.reason.hasSuffix("in time") {
                        #expect(time < .seconds(1), "\(greeting.name)")
                        slowest = max(slowest, time)
                    }
                    let told = try fabric.eventually("\(greeting.name) is told", within: .seconds(3)) {
                        try fabric.eventsTold("SessionFailed").contains { $0.contains(greeting.reason) }
                    }
                    #expect(told < .seconds(3))
                }
                try expectTypeRefused(fabric)
                let worst = try fabric.expectPromptness()
                measured(
                    "\(Self.greetings.count) wrong greetings, each ended after at most \(slowest.text) (5 s for silence) and told; a change on the good host meanwhile in \(worst.text)"
                )
            }
        }

        /// A message of a type that does not exist, from a switch that was let in, is answered with an error.
        private func expectTypeRefused(_ fabric: Fabric) throws {
            let liar = try FalseSwitch(fabric, on: "kvm2", number: 2)
            try liar.answer("it is let in") { try fabric.status(of: "kvm2")["openflow"]?.string != nil }
            liar.peer.send([6, 99, 0, 8, 0, 0, 0, 7])
            var heard: [UInt8] = []
            // OFPET_BAD_REQUEST, OFPBRC_BAD_TYPE, and the refused message.
            try fabric.eventually("the type is refused", within: .seconds(5)) {
                heard += liar.peer.receive() ?? []
                return heard.contains([6, 1, 0, 20, 0, 0, 0, 7, 0, 1, 0, 1, 6, 99, 0, 8, 0, 0, 0, 7])
            }
        }

        @Test(
            "Of ten thousand connections that send a byte each, a listener keeps what it may, the last are gone after five seconds, and a host still gets in",
            .covers(.a5))
        func slowLoris() throws {
            try HostilePeer.allowDescriptors(12_000)
            try Fabric.besideGoodHost { fabric in
                let before = try fabric.residentMemory()
                let sources = (1...100).map { IPv4Address(rawValue: 0xac1e_0800 + UInt32($0)) }
                let added = sources.map { "ip addr add \($0)/16 dev eth0" }.joined(separator: " && ")
                try fabric.output(.host("kvm2"), ["sh", "-c", added])
                let start = ContinuousClock.now
                var crowd: [HostilePeer] = []
                for source in sources {
                    for (port, bytes) in [(6640, "{"), (6653, "\u{6}")] as [(UInt16, String)] {
                        let peers = try HostilePeer.dial(fabric, from: "kvm2", source: source, port: port, count: 50)
                        for peer in peers { peer.send(Array(bytes.utf8)) }
                        crowd += peers
                    }
                }
                let dialled = ContinuousClock.now - start
                // Both listeners are full, and each host that dials needs room.
                var slowest = Duration.zero
                var worst = Duration.zero
                var greeted = 0
                while ContinuousClock.now - start < .seconds(3.5) {
                    for port in [6640, 6653] as [UInt16] { slowest = max(slowest, try fabric.timeToGreeting(port)) }
                    greeted += 1
                    worst = max(worst, try fabric.expectPromptness())
                }
                #expect(slowest < .seconds(1))
                #expect(greeted > 0, "the crowd was there before the first of it was sent away")
                let open = crowd.count { $0.isOpen }
                let after = try fabric.residentMemory()
                // The good host has a connection to each, and whoever was greeted has made room by leaving.
                #expect(2 * (4096 - 1 - greeted) <= open && open <= 2 * 4096, "a listener keeps 4096, and no more")
                for peer in crowd { #expect(peer.end(within: .seconds(6)) != nil) }
                let gone = ContinuousClock.now - start
                #expect(gone < .seconds(5) + dialled + .seconds(2))
                #expect(after - before < 64)
                // And from one address only few.
                let more = try HostilePeer.dial(fabric, from: "kvm2", port: 6653, count: 1000)
                try fabric.eventually("that is told", within: .seconds(5)) {
                    try fabric.eventsTold("SessionFailed").contains { $0.contains("turned away") }
                }
                #expect(more.filter { $0.end(within: .milliseconds(1)) != nil }.count >= 900)
                measured(
                    "\(crowd.count) connections in \(dialled.text), of which \(open) stay open, the last gone after \(gone.text); a good host is greeted within \(slowest.text), its changes take \(worst.text); weftd grows by \(after - before) MiB"
                )
            }
        }

        @Test(
            "Garbage, depth bombs and endless texts on the OVSDB port end the session, and are told", .covers(.c3, .c4))
        func jsonBombs() throws {
            try Fabric.besideGoodHost { fabric in
                let before = try fabric.residentMemory()
                let bombs: [(name: String, bytes: [UInt8], reason: String)] = [
                    ("no JSON", Array("GET / HTTP/1.1\r\n\r\n".utf8), "malformed"),
                    (
                        "depth 100,000",
                        Array(
                            (#"{"id":1,"result":"# + String(repeating: "[", count: 100_000)
                                + String(repeating: "]", count: 100_000) + "}").utf8), "malformed"
                    ),
                    (
                        "a text without an end",
                        Array(#"{"id":1,"result":""#.utf8) + [UInt8](repeating: 0x61, count: 20 << 20), "malformed"
                    ),
                    ("duplicate keys", Array(#"{"id":1,"id":1,"error":null,"result":{}}"#.utf8), "malformed"),
                    (
                        "a number of a million digits",
                        Array(#"{"id":1,"error":null,"result":"#.utf8) + [UInt8](repeating: 0x39, count: 1_000_000)
                            + Array("}".utf8), "malformed"
                    ),
                    ("an answer to nothing", Array(#"{"id":77,"error":null,"result":{}}"#.utf8), "malformed"),
                    ("no schema", Array(#"{"id":1,"error":null,"result":{"name":"Open_vSwitch"}}"#.utf8), "schema"),
                    (
                        "an old schema",
                        Array(
                            #"{"id":1,"error":null,"result":{"name":"Open_vSwitch","version":"1.0.0","tables":{}}}"#
                                .utf8), "incompatible"
                    ),
                ]
                for bomb in bombs {
                    let peer = try #require(try HostilePeer.dial(fabric, from: "kvm2", port: 6640).first)
                    peer.send(bomb.bytes, within: .seconds(10))
                    #expect(peer.end(within: .seconds(5)) != nil, "\(bomb.name)")
                }
                try fabric.eventually("all is told", within: .seconds(5)) {
                    let told = try fabric.eventsTold("SessionFailed")
                    return bombs.allSatisfy { bomb in told.contains { $0.contains(bomb.reason) } }
                }
                let after = try fabric.residentMemory()
                #expect(after - before < 128)
                let worst = try fabric.expectPromptness()
                measured(
                    "\(bombs.count) kinds of bad JSON; weftd grows by \(after - before) MiB; a change on the good host in \(worst.text)"
                )
            }
        }
    }
}

extension Fabric {
    /// A fabric in which kvm1 has all the VMs and kvm2 none, and no process of its own that connects.
    static func besideGoodHost(_ body: (Fabric) throws -> Void) throws {
        var spec = try LabSpec.generated(hosts: 2, vms: 4)
        for position in spec.nics.indices { spec.nics[position].host = "kvm1" }
        try with(spec, usesTLS: false) { fabric in
            try fabric.output(.host("kvm2"), "ovs-vsctl del-manager")
            try fabric.applyAll(waitingFor: ["kvm1"])
            try body(fabric)
            try fabric.expectReachability()
        }
    }

    private func applyAll(waitingFor hosts: [String]) throws {
        let nics = try lab.nics()
        try apply(
            [Documents.fabric(declaredHosts())] + ["acme", "globex"].map { Documents.tenant($0, nics) },
            wait: "accepted")
        try waitReady(hosts)
    }

    /// Changes something on the good host a few times, and expects that it is acknowledged as promptly as ever.
    ///
    /// - Returns: the longest time from the command to its end.
    func expectPromptness(sourceLocation: SourceLocation = #_sourceLocation) throws -> Duration {
        let nics = try lab.nics()
        var worst = Duration.zero
        for round in 0..<4 {
            let some = round % 2 == 0 ? nics.filter { $0.vm != "acme2" } : nics
            let start = ContinuousClock.now
            try apply(Documents.tenant("acme", some))
            worst = max(worst, ContinuousClock.now - start)
        }
        #expect(worst < .seconds(1), sourceLocation: sourceLocation)
        return worst
    }

    /// How long a switch or a database of the good host waits until it is asked who it is.
    func timeToGreeting(_ port: UInt16) throws -> Duration {
        let start = ContinuousClock.now
        guard let peer = try HostilePeer.dial(self, from: "kvm1", port: port).first else { return .seconds(60) }
        // A database is asked for its schema at once.
        if port == 6653 { peer.send(Message.hello(Hello(.v1_5 ... .v1_5)).encoded(version: .v1_5, xid: 1)) }
        var heard: [UInt8] = []
        while ContinuousClock.now - start < .seconds(10) {
            heard += peer.receive(waiting: 5) ?? []
            // A hello of 16 bytes, and the request for features.
            if heard.count >= 24 { break }
        }
        return ContinuousClock.now - start
    }
}
