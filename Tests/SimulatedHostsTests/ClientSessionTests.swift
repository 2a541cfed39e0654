import NetworkTypes
import OVSDB
import SimulatedHosts
import TestSupport
import Testing

/// Weft's own client on a simulated server, without sockets.
@Suite(.enabled(if: RealDatabaseServer.isAvailable, Comment(rawValue: RealDatabaseServer.absence)))
struct ClientSessionTests {
    private func server(seed: UInt64) throws -> DatabaseServer {
        let model = try #require(ServerComparison.model)
        return DatabaseServer(SimulatedDatabase(model, seed: seed), seed: seed)
    }

    @Test(arguments: Seeds.range(2, nightly: 40))
    func aReplicaEqualsTheContents(seed: UInt64) throws {
        var server = try server(seed: seed)
        let schema = server.database.model.schema
        var configuration = OVSDBClient.Configuration(monitored: schema.tables.keys.sorted().map { .init($0) })
        configuration.server = ServerRequirement()
        var session = MemorySession(&server, configuration)
        try session.pump(&server)
        var random = RandomOperations(seed: seed, schema: schema)
        for step in 0..<150 {
            server.transact(random.next(server.database))
            try session.pump(&server)
            for table in schema.tables.keys.sorted() where step % 5 == 0 {
                #expect(
                    session.replica?.rows(in: table) == server.database.rows(in: table),
                    "seed \(seed), step \(step), \(table)")
            }
        }
        #expect(session.readies == [false])
        #expect(server.commitCount >= 30, "\(server.commitCount)")
    }

    @Test func transactionsLocksAndQueries() throws {
        var server = try server(seed: 1)
        var session = MemorySession(&server, .init(monitored: [.init("Open_vSwitch"), .init("Bridge")]))
        try session.pump(&server)
        var transaction = Transaction()
        let bridge = transaction.insert("Bridge", ["name": "br-int"])
        transaction.insert("Open_vSwitch", row: ["bridges": bridge.reference])
        transaction.assertLock("weft")
        #expect(try session.transact(transaction, &server).failure?.code == .notOwner)
        #expect(server.commitCount == 0)
        session.client.lock("weft", now: MemorySession.now)
        try session.pump(&server)
        #expect(session.notices == [.lock("weft", .acquired)])
        let result = try session.transact(transaction, &server).get()
        #expect(session.replica?.rows(in: "Bridge").map(\.uuid).map { Optional($0) } == [result.insertedUUID(at: 0)])
        session.client.ask(.serverID, id: 90, now: MemorySession.now)
        try session.pump(&server)
        #expect(session.notices.last == .answered(id: 90, .success(.serverID(server.serverID))))
    }

    @Test func aLockPassesOnWhenItsOwnerGoes() throws {
        var server = try server(seed: 2)
        var first = MemorySession(&server, .init(monitored: [.init("Bridge")]))
        var second = MemorySession(&server, .init(monitored: [.init("Bridge")]))
        for number in 0..<2 {
            if number == 0 { first.client.lock("weft", now: MemorySession.now) }
            if number == 1 { second.client.lock("weft", now: MemorySession.now) }
            try first.pump(&server)
            try second.pump(&server)
        }
        #expect(first.notices == [.lock("weft", .acquired)])
        #expect(second.notices == [.lock("weft", .waiting)])
        server.disconnect(first.connection)
        try second.pump(&server)
        #expect(second.notices == [.lock("weft", .waiting), .lock("weft", .acquired)])
    }

    @Test func bytesThatAreNoMessagesEndTheConnection() throws {
        var server = try server(seed: 3)
        let connection = server.connect()
        #expect(server.receive(Array("{\"method\":\"echo\",\"par".utf8), on: connection) == nil)
        #expect(server.receive(Array("ams\":[],\"id\":1}".utf8), on: connection) == nil)
        #expect(server.connectionsWithOutput == [connection])
        #expect(server.receive(Array("nonsense".utf8), on: connection)?.code == .malformedMessage)
        #expect(server.receive(Array("{}".utf8), on: connection)?.code == .connectionClosed)
    }
}

extension Result {
    var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
