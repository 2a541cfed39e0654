import EventLoop
import Glibc
import NetworkTypes
import OVSDB
import Sessions
import Testing

@Suite(
    "Databases", .enabled(if: RealHost.isAvailable, "Open vSwitch is not installed"), .timeLimit(.minutes(3)))
struct DatabaseTests {
    private static func root(systemID: String) -> Transaction {
        var transaction = Transaction()
        transaction.insert("Open_vSwitch", row: ["external_ids": ["system-id": .string(systemID)]])
        return transaction
    }

    @Test("A database that is dialled is monitored and changed")
    func dialled() async throws {
        let host = try RealHost()
        try await withSouthbound { southbound, events in
            southbound.setDialled(["kvm1": host.database])
            let ready = try await events.wait("the monitor stands") { $0.readyDatabases.first }
            #expect(ready.origin == .dialled(name: "kvm1"))
            southbound.perform([.transact(ready.key, Self.root(systemID: "a"), id: 7)])
            let outcome = try await events.wait("the transaction is answered") { $0.outcome(ready.key, 7) }
            let uuid = try #require(try outcome.get().insertedUUID(at: 0))

            var replica = Replica(schema: ready.schema)
            for updates in events.all.updates(ready.key) { _ = try replica.apply(updates) }
            #expect(replica.row("Open_vSwitch", uuid)?["external_ids"]["system-id"] == "a")
            let statistics = try #require(southbound.statistics().first)
            #expect(statistics.session == ready.key && statistics.isReady && statistics.bytesReceived > 0)
            #expect(statistics.peer == host.database.description)
        }
    }

    @Test("A database that dials in is monitored, and says from where it came")
    func accepted() async throws {
        try await withSouthbound { southbound, events in
            let address = try southbound.listenDatabases(on: .anyLoopbackPort)
            let host = try RealHost(manager: address)
            let ready = try await events.wait("the monitor stands") { $0.readyDatabases.first }
            guard case .accepted(let peer) = ready.origin else {
                Issue.record("\(ready.origin)")
                return
            }
            #expect(peer.hasPrefix("tcp:127.0.0.1:"))
            southbound.perform([.transact(ready.key, Self.root(systemID: "b"), id: 1)])
            _ = try await events.wait("the transaction is answered") { try? $0.outcome(ready.key, 1)?.get() }
            #expect(southbound.counters.accepted == 1)

            southbound.perform([.closeDatabase(ready.key, reason: "it is a stranger")])
            let closed = try await events.wait("the session ends") { $0.closed.first }
            #expect(closed == Closed(key: ready.key, reason: "it is a stranger"))
            host.killServer()
        }
    }

    @Test("A database that goes away is dialled until it is back, and no longer when it leaves the list")
    func comesBack() async throws {
        let host = try RealHost()
        try await withSouthbound { southbound, events in
            southbound.setDialled(["kvm1": host.database])
            let first = try await events.wait("the monitor stands") { $0.readyDatabases.first }
            host.killServer()
            let end = try await events.wait("the session ends") { $0.closed.first }
            #expect(end.key == first.key)
            let failure = try await events.wait("dialling fails") { $0.failures(of: "kvm1").first }
            #expect(failure.contains(host.database.description))
            try host.startServer()
            let second = try await events.wait("the monitor stands again") { $0.readyDatabases.dropFirst().first }
            #expect(second.key != first.key && second.origin == .dialled(name: "kvm1"))

            southbound.setDialled([:])
            let last = try await events.wait("the session ends") { $0.closed.dropFirst().first }
            #expect(last == Closed(key: second.key, reason: "it is not dialled any more"))
            #expect(southbound.statistics().isEmpty)
            let count = events.all.count
            try await Task.sleep(for: .milliseconds(500))
            #expect(events.all.count == count)
        }
    }

    @Test("A session stays when the list is given again, and is replaced when its address changes")
    func listIsDeclarative() async throws {
        let (here, there) = (try RealHost(), try RealHost())
        try await withSouthbound { southbound, events in
            southbound.setDialled(["kvm1": here.database])
            let first = try await events.wait("the monitor stands") { $0.readyDatabases.first }
            southbound.setDialled(["kvm1": here.database, "kvm2": there.database])
            _ = try await events.wait("the second monitor stands") { $0.readyDatabases.dropFirst().first }
            #expect(events.all.closed.isEmpty)

            southbound.setDialled(["kvm1": there.database, "kvm2": there.database])
            let end = try await events.wait("the old session ends") { $0.closed.first }
            #expect(end == Closed(key: first.key, reason: "its address is \(there.database) now"))
            let third = try await events.wait("the new monitor stands") { $0.readyDatabases.dropFirst(2).first }
            #expect(third.origin == .dialled(name: "kvm1"))
            #expect(events.all.closed.count == 1 && southbound.statistics().count == 2)
        }
    }

    @Test("Resynchronising monitors from the beginning, on the same session")
    func resynchronise() async throws {
        let host = try RealHost()
        try await withSouthbound { southbound, events in
            southbound.setDialled(["kvm1": host.database])
            let first = try await events.wait("the monitor stands") { $0.readyDatabases.first }
            southbound.perform([
                .transact(first.key, Self.root(systemID: "c"), id: 1), .resynchronise(first.key),
            ])
            let second = try await events.wait("the monitor stands again") { $0.readyDatabases.dropFirst().first }
            #expect(second.key == first.key)
            let contents = try await events.wait("the contents come again") { events in
                let index = events.lastIndex { if case .database(_, .ready) = $0 { true } else { false } }
                return index.flatMap { events[$0...].updates(first.key).first }
            }
            var replica = Replica(schema: second.schema)
            _ = try replica.apply(contents)
            #expect(replica.rows(in: "Open_vSwitch").first?["external_ids"]["system-id"] == "c")
        }
    }

    @Test("Commands for sessions that are over are dropped, and pending transactions have failed before the end")
    func commandsAfterTheEnd() async throws {
        let host = try RealHost()
        try await withSouthbound { southbound, events in
            southbound.setDialled(["kvm1": host.database])
            let ready = try await events.wait("the monitor stands") { $0.readyDatabases.first }
            southbound.perform([
                .transact(ready.key, Self.root(systemID: "d"), id: 1),
                .closeDatabase(ready.key, reason: "enough"),
                .transact(ready.key, Self.root(systemID: "e"), id: 2), .closeDatabase(ready.key, reason: "again"),
            ])
            _ = try await events.wait("the session ends") { $0.closed.first }
            southbound.setDialled([:])
            southbound.stop()
            // It may have been dialled again meanwhile.
            let ends = events.all.closed.filter { $0.key == ready.key }
            #expect(ends == [Closed(key: ready.key, reason: "enough")])
            #expect(events.all.outcome(ready.key, 2) == nil)
            guard case .failure(let error) = events.all.outcome(ready.key, 1) else {
                Issue.record("the first transaction has no outcome")
                return
            }
            #expect(error.code == .connectionClosed)
        }
    }
}
