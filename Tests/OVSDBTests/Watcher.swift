import OVSDB
import Testing

/// A session that comes and goes, and the replica it keeps.
final class Watcher {
    private let server: RealServer
    private let unknownMethods: [String]
    private var configuration: OVSDBClient.Configuration
    private(set) var session: RealSession
    /// How often a session went on where another ended, and how often one began anew.
    private(set) var resumed = 0
    private(set) var reloaded = 0

    init(_ server: RealServer, unknownMethods: [String] = []) throws {
        self.server = server
        self.unknownMethods = unknownMethods
        configuration = .init(monitored: RealSession.tables.map { .init($0) })
        session = try RealSession(.connect(server.socketPath), configuration, unknownMethods: unknownMethods)
    }

    func filter(_ table: String) -> RowFilter {
        configuration.monitored.first { $0.table == table }?.rows ?? .all
    }

    /// Asks for other rows, and does not wait for them.
    func setFilters(_ filters: [String: RowFilter]) {
        for index in configuration.monitored.indices {
            if let rows = filters[configuration.monitored[index].table] { configuration.monitored[index].rows = rows }
        }
        session.setFilters(filters)
    }

    /// Waits until everything has come that the server knew before.
    func catchUp() throws {
        // A server sends the updates that it has before it looks at the next request.
        _ = try session.ask(.databases).get()
    }

    /// Waits until the rows chosen last have come too.
    func settle() throws {
        session.forgetNotices()
        session.setFilters([:])
        try session.await(.filtersApplied)
        try catchUp()
    }

    /// Hangs up, lets `meanwhile` happen, and comes back.
    func reconnect(_ meanwhile: () throws -> Void) throws {
        let resumption = session.resumption
        var replica = session.replica
        replica?.markStale()
        try meanwhile()
        session = try RealSession(
            .connect(server.socketPath), configuration, unknownMethods: unknownMethods, resuming: replica,
            from: resumption)
        if session.readies == [true] { resumed += 1 } else { reloaded += 1 }
    }

    func resynchronise() throws { try session.resynchronise() }
}
