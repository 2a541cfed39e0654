import NetworkTypes
import OVSDB
import SimulatedHosts
import Testing

/// A client connected to a simulated server, with the replica it feeds.
struct MemorySession: ~Copyable {
    static let now = MonotonicTime(nanoseconds: 1_000_000_000)

    var client: OVSDBClient
    let connection: Int
    private(set) var replica: Replica?
    /// `found` of each `ready`.
    private(set) var readies: [Bool] = []
    /// Everything but updates and outcomes of transactions.
    private(set) var notices: [OVSDBClient.Event] = []
    private var outcomes: [UInt64: Result<TransactionResult, OVSDBError>] = [:]
    private var nextID: UInt64 = 1

    init(_ server: inout DatabaseServer, _ configuration: OVSDBClient.Configuration) {
        connection = server.connect()
        client = OVSDBClient(configuration: configuration)
        client.start(now: Self.now)
    }

    /// Moves bytes until neither side has any.
    mutating func pump(_ server: inout DatabaseServer) throws {
        while true {
            let output = client.takeOutput()
            if !output.isEmpty, let error = server.receive(output, on: connection) { throw error }
            let input = server.takeOutput(connection)
            if output.isEmpty, input.isEmpty { return }
            for event in client.receive(input, now: Self.now) { try handle(event) }
        }
    }

    mutating func transact(
        _ transaction: Transaction, _ server: inout DatabaseServer
    ) throws -> Result<TransactionResult, OVSDBError> {
        nextID += 1
        client.transact(transaction, id: nextID, now: Self.now)
        try pump(&server)
        let outcome = outcomes[nextID]
        return try #require(outcome)
    }

    private mutating func handle(_ event: OVSDBClient.Event) throws {
        switch event {
        case .ready(_, let found):
            readies.append(found)
            let schema = client.schema
            if !found { replica = Replica(schema: try #require(schema)) }
        case .updates(let updates, _): _ = try replica?.apply(updates)
        case .transacted(let id, let outcome): outcomes[id] = outcome
        case .closed(let error): throw error
        case .interrupted, .answered, .lock, .server, .filtersApplied, .filtersRefused:
            if case .server = event { return }
            notices.append(event)
        }
    }
}
