import EventLoop
import NetworkTypes
import OVSDB
import OpenFlow
import Sessions
import Testing

/// Peers that do not play by the rules: each of them ends its own session, and no other.
@Suite("Peers", .timeLimit(.minutes(3)))
struct PeerTests {
    /// Runs `attack` against listeners of both kinds beside a switch that behaves, which has to stay.
    private func besideAGoodSwitch(
        configure: (inout SouthboundConfiguration) -> Void = { _ in },
        attack: (Southbound, Events, EventLoop, _ databases: SocketAddress, _ switches: SocketAddress) async throws ->
            Void
    ) async throws {
        try await withPeers { loop in
            try await withSouthbound(configure: configure) { southbound, events in
                let databases = try southbound.listenDatabases(on: .anyLoopbackPort)
                let switches = try southbound.listenSwitches(on: .anyLoopbackPort)
                let good = try await Peer.dial(switches, on: loop, saying: Peer.handshake(datapathID: 1))
                let ready = try await events.wait("the good switch is ready") { $0.readySwitches.first }
                try await attack(southbound, events, loop, databases, switches)
                // It still takes what it is told.
                let length = good.bytes.count
                southbound.perform([.emit(ready.key, frame: [UInt8](repeating: 1, count: 60), actions: [])])
                try await eventually("it is sent a packet") { good.bytes.count > length }
                #expect(good.ended == nil)
                #expect(!events.all.closed.contains { $0.key == ready.key })
            }
        }
    }

    @Test("Random bytes end the session that sent them")
    func garbage() async throws {
        try await besideAGoodSwitch {
            // What looks like the beginning of a long message never ends.
            $0.openFlow.handshakeDeadline = .seconds(2)
            $0.database.requestDeadline = .seconds(2)
        } attack: { _, events, loop, databases, switches in
            var peers: [Peer] = []
            for seed in 0..<30 as Range<UInt64> {
                var generator = SplitMix(state: seed)
                let bytes = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &generator) }
                for address in [databases, switches] {
                    peers.append(try await Peer.dial(address, on: loop, saying: bytes))
                }
            }
            for peer in peers { _ = try await peer.waitForEnd() }
            let closed = try await events.wait("every session ends") { $0.closed.count == 60 ? $0.closed : nil }
            #expect(closed.allSatisfy { !$0.reason.isEmpty })
            #expect(Set(closed.map(\.key)).count == 60)
            #expect(events.all.count == 61, "nothing but the good switch's ready and sixty ends")
        }
    }

    @Test("A handshake that does not go on ends at its deadline")
    func halfOpen() async throws {
        try await besideAGoodSwitch {
            $0.openFlow.handshakeDeadline = .seconds(1)
            $0.database.requestDeadline = .seconds(1)
        } attack: { _, events, loop, databases, switches in
            let silent = try await Peer.dial(switches, on: loop)
            let greeting = try await Peer.dial(switches, on: loop)
            greeting.send(Message.hello(Hello(.v1_3 ... .v1_5)).encoded(version: .v1_5, xid: 1))
            let database = try await Peer.dial(databases, on: loop)
            for peer in [silent, greeting, database] { _ = try await peer.waitForEnd() }
            let reasons = try await events.wait("all sessions end") { events in
                events.closed.count == 3 ? events.closed.map(\.reason).sorted() : nil
            }
            #expect(reasons.filter { $0 == "no OpenFlow handshake in time" }.count == 2)
            #expect(reasons.contains { $0.hasPrefix("deadline exceeded: the schema did not come") })
        }
    }

    @Test("A hundred connections that say nothing are limited by address, and gone after the deadline")
    func crowd() async throws {
        try await besideAGoodSwitch {
            $0.openFlow.handshakeDeadline = .seconds(1)
            $0.limits.handshakesPerAddress = 10
        } attack: { southbound, events, loop, _, switches in
            var crowd: [Peer] = []
            for _ in 0..<100 {
                crowd.append(try await Peer.dial(switches, on: loop))
                #expect(southbound.statistics().count { !$0.isReady } <= 10)
            }
            for peer in crowd { _ = try await peer.waitForEnd() }
            let counters = southbound.counters
            #expect(counters.accepted + counters.refused == 101)
            #expect(counters.refused > 0)
            #expect(southbound.statistics().count == 1)
            // There is room again.
            let late = try await Peer.dial(switches, on: loop, saying: Peer.handshake(datapathID: 2))
            let ready = try await events.wait("the late switch is ready") { $0.readySwitches.dropFirst().first }
            #expect(ready.datapathID == DatapathID(2) && late.ended == nil)
        }
    }

    @Test("Beyond the limit of a listener the newest is turned away")
    func full() async throws {
        try await besideAGoodSwitch {
            $0.limits.connectionsPerListener = 2
        } attack: { southbound, events, loop, _, switches in
            let second = try await Peer.dial(switches, on: loop, saying: Peer.handshake(datapathID: 2))
            _ = try await events.wait("the second switch is ready") { $0.readySwitches.dropFirst().first }
            let third = try await Peer.dial(switches, on: loop)
            _ = try await third.waitForEnd()
            #expect(southbound.counters.refused == 1)
            #expect(second.ended == nil)
        }
    }

    @Test("When a listener is full of connections that say nothing, the oldest of them makes room for a switch")
    func fullOfStrangers() async throws {
        try await besideAGoodSwitch {
            $0.limits.connectionsPerListener = 3
            $0.openFlow.handshakeDeadline = .seconds(60)
        } attack: { southbound, events, loop, _, switches in
            let first = try await Peer.dial(switches, on: loop)
            try await eventually("it is let in") { southbound.counters.accepted == 2 }
            let second = try await Peer.dial(switches, on: loop)
            try await eventually("it is let in") { southbound.counters.accepted == 3 }
            let late = try await Peer.dial(switches, on: loop, saying: Peer.handshake(datapathID: 2))
            let ready = try await events.wait("the late switch is ready") { $0.readySwitches.dropFirst().first }
            _ = try await first.waitForEnd()
            let closed = events.all.closed
            #expect(ready.datapathID == DatapathID(2) && late.ended == nil && second.ended == nil)
            #expect(closed.count == 1 && closed.first?.reason.contains("the listener is full") == true)
            #expect(southbound.counters.displaced == 1 && southbound.counters.refused == 0)
        }
    }

    @Test("A switch that never reads is cut off when too much waits for it")
    func neverReads() async throws {
        try await besideAGoodSwitch {
            $0.limits.write = WriteLimits(low: 1 << 10, high: 1 << 16, hard: 1 << 20)
        } attack: { southbound, events, loop, _, switches in
            let peer = try await Peer.dial(switches, on: loop)
            peer.stopReading()
            peer.send(Peer.handshake(datapathID: 2))
            let ready = try await events.wait("the switch is ready") { $0.readySwitches.dropFirst().first }
            let frame = [UInt8](repeating: 0, count: 60_000)
            var sent = 0
            // The kernel takes some megabytes on the way.
            while events.all.closed.isEmpty, sent < 10_000 {
                southbound.perform(
                    Array(repeating: .emit(ready.key, frame: frame, actions: []), count: 10))
                sent += 10
                try await Task.sleep(for: .milliseconds(1))
            }
            let closed = try await events.wait("the session ends") { $0.closed.first }
            #expect(closed == Closed(key: ready.key, reason: "the peer does not read what it is sent"))
        }
    }

    @Test("A switch that does not read holds a piece of a large bundle, not all of it")
    func largeBundle() async throws {
        try await besideAGoodSwitch { southbound, events, loop, _, switches in
            let peer = try await Peer.dial(switches, on: loop)
            peer.stopReading()
            peer.send(Peer.handshake(datapathID: 2))
            let ready = try await events.wait("the switch is ready") { $0.readySwitches.dropFirst().first }
            var batch = ModificationBatch()
            let actions = [Action](repeating: .output(PortNumber(1)), count: 64)
            batch.append(
                FlowBlock(
                    (0..<30_000).map { number in
                        Flow(
                            table: 0, priority: 1, cookie: 1, match: Match([MatchField(.metadata, UInt128(number))]),
                            actions: actions)
                    }))
            southbound.perform([.program(ready.key, batch, id: 1)])
            var most = 0
            for _ in 0..<50 {
                let queued = southbound.statistics().first { $0.session == ready.key }?.queuedBytes ?? 0
                most = max(most, queued)
                try await Task.sleep(for: .milliseconds(4))
            }
            #expect(most > 0, "the kernel does not take a bundle of thirty megabytes")
            #expect(most < 512 << 10, "\(most) bytes wait")
            #expect(events.all.closed.isEmpty)
        }
    }

    @Test("Before the handshake is over little may wait to be sent")
    func neverReadsInHandshake() async throws {
        try await besideAGoodSwitch {
            $0.database.handshakeDeadline = .seconds(60)
            $0.database.requestDeadline = .seconds(60)
        } attack: { southbound, events, loop, databases, _ in
            let peer = try await Peer.dial(databases, on: loop)
            peer.stopReading()
            let padding = String(repeating: "x", count: 50_000)
            let echo = Array(#"{"method":"echo","params":["\#(padding)"],"id":1}"#.utf8)
            // The kernel takes some megabytes of the answers.
            for _ in 0..<600 where events.all.closed.isEmpty {
                peer.send(echo)
                try await Task.sleep(for: .milliseconds(1))
            }
            let closed = try await events.wait("the session ends") { $0.closed.first }
            #expect(closed.reason == "the peer does not read what it is sent")
            #expect(!southbound.statistics().contains { $0.session == closed.key })
        }
    }

    @Test("A switch that floods is read no faster than its budget allows, and stays")
    func flood() async throws {
        try await besideAGoodSwitch {
            $0.limits.eventsPerSecond = 100
        } attack: { southbound, events, loop, _, switches in
            let peer = try await Peer.dial(switches, on: loop, saying: Peer.handshake(datapathID: 2))
            let ready = try await events.wait("the switch is ready") { $0.readySwitches.dropFirst().first }
            let message = Message.unknown(type: 99, body: []).encoded(version: .v1_5, xid: 0)
            let count = 500_000
            peer.send(Array(repeatElement(message, count: count).joined()))
            func received() -> Int {
                events.all.count { if case .openFlow(ready.key, .asynchronous) = $0 { true } else { false } }
            }
            try await eventually("the flood comes") { received() > 100 }
            try await Task.sleep(for: .milliseconds(100))
            let early = received()
            #expect(early > 100 && early < count / 4)
            #expect(peer.ended == nil && southbound.statistics().count == 2)
        }
    }

    @Test("What a peer sends at once comes in few batches, in its order")
    func batches() async throws {
        try await withPeers { loop in
            try await withSouthbound { southbound, events in
                let switches = try southbound.listenSwitches(on: .anyLoopbackPort)
                let peer = try await Peer.dial(switches, on: loop, saying: Peer.handshake(datapathID: 1))
                _ = try await events.wait("the switch is ready") { $0.readySwitches.first }
                let before = southbound.counters
                let messages = (0..<1000).map { number in
                    Message.unknown(type: 99, body: [UInt8(number & 0xff), UInt8(number >> 8)])
                }
                peer.send(messages.flatMap { $0.encoded(version: .v1_5, xid: 0) })
                let received = try await events.wait("everything comes") { events in
                    let found = events.compactMap { event -> Message? in
                        if case .openFlow(_, .asynchronous(let message)) = event { message } else { nil }
                    }
                    return found.count == 1000 ? found : nil
                }
                #expect(received == messages)
                let after = southbound.counters
                #expect(after.events - before.events == 1000)
                #expect(after.batches - before.batches <= 20)
            }
        }
    }
}

/// SplitMix64, so that a case is its seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
