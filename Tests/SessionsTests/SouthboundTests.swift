import EventLoop
import NetworkTypes
import OVSDB
import OpenFlow
import Sessions
import Synchronization
import Testing

@Suite("Southbound", .timeLimit(.minutes(2)))
struct SouthboundTests {
    @Test("Stopping ends every session, closes the listeners, and nothing comes afterwards")
    func stop() async throws {
        try await withPeers { loop in
            try await withSouthbound { southbound, events in
                let switches = try southbound.listenSwitches(on: .anyLoopbackPort)
                let peer = try await Peer.dial(switches, on: loop, saying: Peer.handshake(datapathID: 1))
                let ready = try await events.wait("the switch is ready") { $0.readySwitches.first }
                let half = try await Peer.dial(switches, on: loop)
                try await eventually("the other one is accepted") { southbound.statistics().count == 2 }
                southbound.stop()
                let closed = events.all.closed
                #expect(closed.count == 2 && closed.allSatisfy { $0.reason == "Weft stops" })
                #expect(closed.first?.key == ready.key)
                let count = events.all.count
                _ = try await peer.waitForEnd()
                _ = try await half.waitForEnd()
                southbound.perform([.closeSwitch(ready.key, reason: "late")])
                southbound.setDialled(["kvm1": switches.active])
                southbound.stop()
                #expect(southbound.statistics().isEmpty)
                let error = #expect(throws: EventLoopError.self) { try southbound.listenSwitches(on: switches) }
                #expect(error?.code == .loopStopped)
                let refused = await #expect(throws: EventLoopError.self) { try await Peer.dial(switches, on: loop) }
                #expect(refused?.code == .connectionRefused)
                #expect(events.all.count == count)
            }
        }
    }

    @Test("A loop that stops first ends the sessions too")
    func loopStops() async throws {
        try await withPeers { peers in
            let loop = EventLoop(name: "test-sessions")
            try loop.start()
            let events = Events()
            var configuration = SouthboundConfiguration(database: .init(monitored: []), backoffSeed: 1)
            configuration.openFlow.probeInterval = .seconds(60)
            let southbound = Southbound(loop: loop, configuration: configuration) { events.take($0) }
            let switches = try southbound.listenSwitches(on: .anyLoopbackPort)
            let peer = try await Peer.dial(switches, on: peers, saying: Peer.handshake(datapathID: 1))
            _ = try await events.wait("the switch is ready") { $0.readySwitches.first }
            loop.stop()
            #expect(events.all.closed.map(\.reason) == ["the event loop stops"])
            _ = try await peer.waitForEnd()
            southbound.stop()
            #expect(southbound.statistics().isEmpty)
            let error = #expect(throws: EventLoopError.self) { try southbound.listenDatabases(on: .anyLoopbackPort) }
            #expect(error?.code == .loopStopped)
        }
    }

    @Test("What is not there is dialled with pauses until it leaves the list")
    func nobodyThere() async throws {
        try await withSouthbound {
            $0.minimumBackoff = .milliseconds(10)
            $0.initialBackoff = .milliseconds(20)
            $0.maximumBackoff = .milliseconds(40)
        } _: { southbound, events in
            let address = SocketAddress(.unix(path: "/nonexistent/weft"))
            southbound.setDialled(["kvm1": address])
            let failures = try await events.wait("dialling fails again and again") { events in
                events.failures(of: "kvm1").count >= 5 ? events.failures(of: "kvm1") : nil
            }
            #expect(failures.allSatisfy { $0.contains(address.description) })
            southbound.setDialled([:])
            _ = southbound.statistics()
            try await Task.sleep(for: .milliseconds(50))
            let count = events.all.count
            try await Task.sleep(for: .milliseconds(200))
            #expect(events.all.count == count)
            #expect(events.all.closed.isEmpty)
        }
    }

    @Test("A database that hangs up before it is ready counts as a failure to dial")
    func hangsUp() async throws {
        let loop = EventLoop(name: "test-peers")
        try loop.start()
        defer { loop.stop() }
        let address = try await withCheckedThrowingContinuation {
            (done: CheckedContinuation<SocketAddress, any Error>) in
            loop.execute {
                done.resume(
                    with: Result {
                        try loop.listen(on: .anyLoopbackPort) { event in
                            if case .accepted(let connection) = event { connection.close() }
                        }.address
                    })
            }
        }
        try await withSouthbound { southbound, events in
            southbound.setDialled(["kvm1": address.active])
            let reason = try await events.wait("dialling fails") { $0.failures(of: "kvm1").first }
            let closed = try #require(events.all.closed.first)
            #expect(closed.reason == reason)
            #expect(events.all.readyDatabases.isEmpty)
        }
    }

    @Test("Work of events may be given from the loop thread")
    func reentrant() async throws {
        try await withPeers { peers in
            let loop = EventLoop(name: "test-sessions")
            try loop.start()
            defer { loop.stop() }
            let events = Events()
            let itself = Mutex<Southbound?>(nil)
            var configuration = SouthboundConfiguration(database: .init(monitored: []), backoffSeed: 1)
            configuration.openFlow.probeInterval = .seconds(60)
            let southbound = Southbound(loop: loop, configuration: configuration) { batch in
                events.take(batch)
                for ready in batch.readySwitches {
                    let southbound = itself.withLock { $0 }
                    #expect(southbound?.statistics().count == 1)
                    southbound?.perform([.closeSwitch(ready.key, reason: "seen enough")])
                }
            }
            itself.withLock { $0 = southbound }
            let switches = try southbound.listenSwitches(on: .anyLoopbackPort)
            let peer = try await Peer.dial(switches, on: peers, saying: Peer.handshake(datapathID: 1))
            let closed = try await events.wait("the session ends") { $0.closed.first }
            #expect(closed.reason == "seen enough")
            _ = try await peer.waitForEnd()
            southbound.stop()
        }
    }
}
