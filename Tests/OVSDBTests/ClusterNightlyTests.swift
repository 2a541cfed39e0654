import Glibc
import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite(
    "Against a cluster of three ovsdb-servers",
    .enabled(if: Nightly.isOn && RealServer.isAvailable, "runs with WEFT_NIGHTLY=1 and ovsdb-server"))
struct ClusterNightlyTests {
    @Test("Through leaders that freeze, servers that are killed and a conversion the replicas stay equal")
    func life() throws {
        let fixture = try ClusterFixture()
        for round in 1...3 {
            try fixture.change(40)
            try fixture.expectEqual("round \(round)")

            // Another leads while it is frozen, and it finds out.
            let frozen = try fixture.cluster.leader()
            fixture.cluster.freeze(frozen)
            try fixture.change(2)
            #expect(try fixture.cluster.leader() != frozen)
            fixture.cluster.thaw(frozen)
            try fixture.expectEqual("round \(round), after a leader was frozen")

            let killed = try fixture.cluster.leader()
            fixture.cluster.kill(killed)
            try fixture.change(2)
            try fixture.expectEqual("round \(round), with the leader gone")
            try fixture.cluster.start(killed)
            try fixture.change(10)

            let follower = try fixture.follower()
            fixture.cluster.kill(follower)
            try fixture.change(10)
            try fixture.cluster.start(follower)
            try fixture.expectEqual("round \(round), after a follower was killed")
            try fixture.convert(to: SchemaVersion(99, 0, UInt32(round)))
            try fixture.expectEqual("round \(round), after the conversion")
        }
        #expect(fixture.watchers.allSatisfy { $0.resumed > 0 })
        #expect(fixture.watchers.contains { $0.failures.contains(.notLeader) })
        try fixture.expectMembersEqual()
    }

    @Test("A lock is handed over when its holder goes, and when the leader is killed one of those who ask has it")
    func locks() throws {
        let cluster = try RealCluster()
        let clients = [1, 2].map { ClusterClient(cluster, seed: $0) }
        func ask(_ client: ClusterClient) throws -> Bool {
            try client.perform { session in
                session.lock("weft")
                func has(_ event: OVSDBClient.LockEvent) -> Bool { session.notices.contains(.lock("weft", event)) }
                try session.pump { has(.acquired) || has(.waiting) }
                return has(.acquired)
            }
        }
        func expectAcquired(_ client: ClusterClient) throws {
            try client.perform { try $0.await(.lock("weft", .acquired)) }
        }
        #expect(try ask(clients[0]))
        #expect(try !ask(clients[1]))
        clients[0].hangUp()
        try expectAcquired(clients[1])
        #expect(try !ask(clients[0]))
        let killed = try cluster.leader()
        cluster.kill(killed)
        for client in clients {
            // The session ends: whoever held the lock hears of it.
            #expect(throws: OVSDBError.self) { try client.expectEnd() }
        }
        #expect(try ask(clients[0]))
        #expect(try !ask(clients[1]))
        var guarded = Transaction()
        guarded.assertLock("weft")
        _ = try clients[0].perform { try $0.transact(guarded).get() }
        clients[0].hangUp()
        try expectAcquired(clients[1])
    }
}
