import NetworkTypes
import OVSDB

/// An OVSDB client whose events say what the rest of Weft needs to know.
struct DatabaseMachine: ~Copyable, SessionMachine {
    typealias Event = SouthboundEvent.DatabaseEvent

    private(set) var endReason: String?
    private var client: OVSDBClient
    private let origin: SouthboundEvent.DatabaseOrigin
    private let peer: String
    private let schemas: SchemaMemory

    /// - Parameter schemas: shared by all machines with this configuration.
    init(
        _ configuration: OVSDBClient.Configuration, origin: SouthboundEvent.DatabaseOrigin, peer: String,
        schemas: SchemaMemory
    ) {
        client = OVSDBClient(configuration: configuration, knownSchema: schemas.newest)
        self.origin = origin
        self.peer = peer
        self.schemas = schemas
    }

    mutating func start(now: MonotonicTime) { client.start(now: now) }

    mutating func receive(_ bytes: [UInt8], now: MonotonicTime) -> [Event] {
        translate(client.receive(bytes, now: now))
    }

    mutating func tick(now: MonotonicTime) -> [Event] { translate(client.tick(now: now)) }

    mutating func end(_ reason: String) -> [Event] {
        if endReason == nil { endReason = reason }
        return translate(client.close(OVSDBError(.connectionClosed, reason)))
    }

    mutating func takeOutput() -> [[UInt8]] {
        let bytes = client.takeOutput()
        return bytes.isEmpty ? [] : [bytes]
    }

    /// Transactions are small: `takeOutput` gives everything.
    var hasMoreOutput: Bool { false }

    var nextDeadline: MonotonicTime? { client.nextDeadline }
    var isReady: Bool { client.isLive }
    var modificationCount: UInt64 { 0 }

    static func unsolicited(in event: Event) -> Int {
        if case .updates(_, isInitial: false) = event { 1 } else { 0 }
    }

    mutating func transact(_ transaction: Transaction, id: UInt64, now: MonotonicTime) {
        client.transact(transaction, id: id, now: now)
    }

    mutating func resynchronise(now: MonotonicTime) { client.resynchronise(now: now) }

    mutating func challenge(within limit: Duration, now: MonotonicTime) { client.challenge(within: limit, now: now) }

    private mutating func translate(_ events: [OVSDBClient.Event]) -> [Event] {
        var result: [Event] = []
        result.reserveCapacity(events.count)
        for event in events {
            switch event {
            // `found` is never true, since no session resumes another one.
            case .ready:
                schemas.newest = client.knownSchema
                if let schema = client.schema { result.append(.ready(origin, schema)) }
            case .updates(let updates, let isInitial): result.append(.updates(updates, isInitial: isInitial))
            case .transacted(let id, let outcome): result.append(.transacted(id: id, outcome))
            // Of what Weft does not ask for.
            case .answered, .lock, .server, .interrupted, .filtersApplied, .filtersRefused: break
            case .closed(let error):
                let reason = endReason ?? error.description
                endReason = reason
                result.append(.closed(peer: peer, reason: reason))
            }
        }
        return result
    }
}

/// The schema that a host told last: the next one's is mostly the same. On the sessions' thread only.
final class SchemaMemory {
    fileprivate(set) var newest: OVSDBClient.KnownSchema?
}
