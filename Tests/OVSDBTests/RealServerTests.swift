import Glibc
import JSON
import OVSDB
import Testing

@Suite("Against ovsdb-server", .enabled(if: RealServer.isAvailable, "ovsdb-server is not installed"))
struct RealServerTests {
    /// What the server must seem not to know, so that each generation of monitors serves.
    static let generations: [[String]] = [[], ["monitor_cond_since"], ["monitor_cond_since", "monitor_cond"]]

    private func expectEqual(_ replica: Replica?, _ server: RealServer) throws {
        let replica = try #require(replica)
        #expect(replica.state == .live)
        for name in RealSession.tables {
            let table = try #require(replica.schema.tables[name])
            let rows = Dictionary(uniqueKeysWithValues: replica.rows(in: name).map { ($0.uuid, $0) })
            #expect(try server.dump(table) == rows, "table \(name)")
        }
    }

    @Test("After 200 random transactions the replica equals a fresh dump", arguments: generations)
    func randomChanges(unknownMethods: [String]) throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let session = try RealSession(.connect(server.socketPath), unknownMethods: unknownMethods)
        #expect(session.readies == [false])
        var changes = RandomChanges(seed: 42)
        for _ in 0..<200 {
            let transaction = changes.next(try #require(session.replica))
            let result = try session.transact(transaction).get()
            #expect(result.outcomes.count == transaction.count)
        }
        #expect(try #require(session.replica).count(in: "Port") > 20)
        try expectEqual(session.replica, server)

        let before = session.replica
        try session.resynchronise()
        #expect(session.readies == [false, false])
        for name in RealSession.tables { #expect(session.replica?.rows(in: name) == before?.rows(in: name)) }
    }

    @Test("A session that comes back to a clustered server gets what it missed")
    func resumption() throws {
        let server = try RealServer(isClustered: true, in: RealServer.makeFolder())
        let watcher = try RealSession(.connect(server.socketPath))
        let writer = try RealSession(.connect(server.socketPath))
        var changes = RandomChanges(seed: 1)
        func change(_ count: Int) throws {
            for _ in 0..<count { _ = try writer.transact(changes.next(try #require(writer.replica))).get() }
        }
        try change(60)
        try watcher.pump { watcher.replica?.rows(in: "Bridge") == writer.replica?.rows(in: "Bridge") }
        let resumption = try #require(watcher.resumption)
        var replica = try #require(watcher.replica)
        replica.markStale()
        // The server's memory of transactions is smaller than its database: only a short absence is bridged.
        try change(3)
        let returned = try RealSession(.connect(server.socketPath), resuming: replica, from: resumption)
        try expectEqual(returned.replica, server)
        #expect(returned.readies == [true])
    }

    @Test("A standalone server remembers nothing to resume from")
    func noResumption() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let session = try RealSession(.connect(server.socketPath))
        #expect(session.resumption == nil)
    }

    @Test("A host that dials us is served alike")
    func accepted() throws {
        let folder = try RealServer.makeFolder()
        let listener = try UnixSocket.listen("\(folder)/manager.sock")
        let server = try RealServer(dialling: "\(folder)/manager.sock", in: folder)
        let session = try RealSession(listener.accept())
        var transaction = Transaction()
        transaction.insert("Open_vSwitch", row: ["external_ids": ["system-id": "kvm1"]])
        let uuid = try #require(try session.transact(transaction).get().insertedUUID(at: 0))
        #expect(session.replica?.row("Open_vSwitch", uuid)?["external_ids"]["system-id"] == "kvm1")
        try expectEqual(session.replica, server)
    }

    @Test("The server's refusals come as they are meant")
    func refusals() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let session = try RealSession(.connect(server.socketPath))
        func failure(_ build: (inout Transaction) -> Void) throws -> OVSDBError? {
            var transaction = Transaction()
            build(&transaction)
            if case .failure(let error) = try session.transact(transaction) { return error }
            return nil
        }
        _ = try failure { $0.insert("Open_vSwitch", row: [:]) }

        let guarded = try failure {
            $0.comment("the guard comes second")
            $0.wait("Open_vSwitch", where: [], columns: ["next_cfg"], rows: [["next_cfg": 5]])
            $0.update("Open_vSwitch", where: [], row: ["next_cfg": 6])
        }
        #expect(guarded?.code == .timedOut)
        #expect(guarded?.operationIndex == 1)
        #expect(session.replica?.rows(in: "Open_vSwitch").first?["next_cfg"].integer == 0)

        let dangling = try failure {
            $0.update("Open_vSwitch", where: [], row: ["bridges": .uuid(OVSDBUUID(high: 1, low: 1))])
        }
        #expect(dangling?.code == .referentialIntegrityViolation)
        #expect(dangling?.operationIndex == nil)

        let range = try failure { $0.insert("Queue", row: ["dscp": 64]) }
        #expect(range?.code == .constraintViolation)
        let rehearsed = try failure {
            $0.update("Open_vSwitch", where: [], row: ["next_cfg": 9])
            $0.abort()
        }
        #expect(rehearsed?.code == .aborted)
        #expect(rehearsed?.operationIndex == 1)
        let unknown = try failure { $0.select("Nonsense", where: []) }
        #expect(unknown?.code == .syntaxError)

        var guardHolds = Transaction()
        guardHolds.wait("Open_vSwitch", where: [], columns: ["next_cfg"], rows: [["next_cfg": 0]])
        guardHolds.update("Open_vSwitch", where: [], row: ["next_cfg": 7])
        guardHolds.select("Open_vSwitch", where: [], columns: ["next_cfg"])
        let result = try session.transact(guardHolds).get()
        #expect(result.outcomes == [.done, .count(1), .rows([["next_cfg": 7]])])
    }

    @Test("The whole vswitch schema is read and written alike")
    func schema() throws {
        let json = try JSONParser.parse(try #require(Files.contents(RealServer.schemaPath)))
        let schema = try DatabaseSchema(json: json)
        #expect(schema.tables.count == json["tables"]?.object?.count)
        for (name, table) in schema.tables {
            for (column, type) in table.columns {
                let written = try #require(json["tables"]?[name]?["columns"]?[column]?["type"])
                #expect(try ColumnType(json: type.type.json) == type.type)
                #expect(try ColumnType(json: written) == type.type)
            }
        }
        #expect(schema.tables["Bridge"]?.indexes == [["name"]])
        #expect(schema.tables["Open_vSwitch"]?.maximumRows == 1)
        #expect(schema.tables["Port"]?.columns["tag"]?.type.key.maxInteger == 4095)
        #expect(schema.tables["Bridge"]?.columns["ports"]?.type.key.referencedTable == "Port")
    }
}
