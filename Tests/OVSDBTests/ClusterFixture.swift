import Glibc
import JSON
import NetworkTypes
import OVSDB
import Testing

/// A cluster, a client that changes its database at random, and three that watch it.
final class ClusterFixture {
    let cluster: RealCluster
    let watchers: [ClusterClient]
    private let writer: ClusterClient
    private var changes = RandomChanges(seed: 99, maximum: 6)

    init() throws {
        cluster = try RealCluster()
        writer = ClusterClient(cluster, seed: 100)
        watchers = [1, 2, 3].map { [cluster] in ClusterClient(cluster, seed: $0) }
        try expectEqual("the empty database")
    }

    func change(_ count: Int) throws {
        for _ in 0..<count {
            try writer.perform { session in
                // A transaction whose outcome nobody knows is not repeated: the next one is built from what there is.
                let transaction = changes.next(try #require(session.replica))
                let id = session.begin(transaction)
                if case .failure(let error) = try session.outcome(id) { #expect(error.isOutcomeUnknown, "\(error)") }
            }
        }
    }

    func follower() throws -> Int {
        let leader = try cluster.leader()
        return try #require(RealCluster.members.first { $0 != leader })
    }

    /// Every watcher's replica comes to equal what the leader's database holds. A leader that was frozen does not know
    /// at once that it is none any more.
    func expectEqual(_ place: String) throws {
        let expected = try writer.perform(Self.contents)
        for watcher in watchers {
            func differing() throws -> [String] {
                try watcher.perform { session in
                    _ = try session.ask(.databases).get()
                    return RealSession.tables.filter { session.replica?.rows(in: $0) != expected[$0] }
                }
            }
            for _ in 0..<200 where try !differing().isEmpty { usleep(50_000) }
            let rest = try differing()
            try #require(rest.isEmpty, "\(place), tables \(rest)")
        }
    }

    /// Every member's database comes to hold the same.
    func expectMembersEqual() throws {
        let expected = try writer.perform(Self.contents)
        for member in RealCluster.members {
            let client = ClusterClient(cluster, role: .connected, members: [member], seed: 7)
            for _ in 0..<600 where try client.perform(Self.contents) != expected { usleep(100_000) }
            #expect(try client.perform(Self.contents) == expected, "member \(member)")
        }
    }

    /// Gives the database a schema of that version; every client goes on with it.
    func convert(to version: SchemaVersion) throws {
        let schema = try OtherSchema.json(version: version)
        try writer.perform { session in
            _ = try session.ask(.convert(schema)).get()
            try session.pump { session.replica?.schema.version == version && session.replica?.state == .live }
        }
        for watcher in watchers {
            try watcher.perform { session in
                try session.pump { session.replica?.schema.version == version && session.replica?.state == .live }
            }
        }
    }

    private static func contents(_ session: RealSession) throws -> [String: [Row]] {
        var dump = Transaction()
        for table in RealSession.tables { dump.select(table, where: []) }
        let schema = try #require(session.replica?.schema)
        var contents: [String: [Row]] = [:]
        for (name, outcome) in zip(RealSession.tables, try session.transact(dump).get().outcomes) {
            guard case .rows(let rows) = outcome else { throw OVSDBError(.malformedMessage) }
            let table = try #require(schema.tables[name])
            contents[name] = Row.selected(rows, of: table)
        }
        return contents
    }
}

extension Row {
    /// Rows as a select answers them, with the columns of the schema, in the order of their uuids.
    static func selected(_ rows: [[String: Datum]], of table: TableSchema) -> [Row] {
        rows.compactMap { columns in
            columns["_uuid"]?.uuid.map { Row(uuid: $0, columns: columns.filter { table.columns[$0.key] != nil }) }
        }.sorted { $0.uuid < $1.uuid }
    }
}
