import Glibc
import JSON
import NetworkTypes
import OVSDB
import Testing

/// A client on a real socket, with the replica it feeds.
final class RealSession {
    private var client: OVSDBClient
    private let socket: UnixSocket
    /// Methods that the server shall seem not to know.
    private let unknownMethods: [String]
    private var nextID: UInt64 = 1
    private var outcomes: [UInt64: Result<TransactionResult, OVSDBError>] = [:]

    private(set) var replica: Replica?
    /// `found` of each `ready`.
    private(set) var readies: [Bool] = []
    private(set) var closed: OVSDBError?

    static let tables = ["Open_vSwitch", "Bridge", "Port", "Interface", "Controller", "Mirror", "QoS", "Queue"]

    init(
        _ socket: UnixSocket, unknownMethods: [String] = [], resuming replica: Replica? = nil,
        from resumption: OVSDBClient.Resumption? = nil
    ) throws {
        self.socket = socket
        self.unknownMethods = unknownMethods
        self.replica = replica
        client = OVSDBClient(
            configuration: .init(monitored: Self.tables.map { .init($0) }), resumption: resumption)
        client.start(now: Self.now)
        try pump { self.replica?.state == .live }
    }

    var resumption: OVSDBClient.Resumption? { client.resumption }

    func transact(_ transaction: Transaction) throws -> Result<TransactionResult, OVSDBError> {
        let id = nextID
        nextID += 1
        client.transact(transaction, id: id, now: Self.now)
        try pump { self.outcomes[id] != nil }
        return try #require(outcomes[id])
    }

    func resynchronise() throws {
        let count = readies.count
        client.resynchronise(now: Self.now)
        try pump { self.readies.count > count && self.replica?.state == .live }
    }

    /// Moves bytes until the condition holds.
    func pump(until condition: () -> Bool) throws {
        let deadline = Self.now + .seconds(20)
        while !condition() {
            try #require(closed == nil && Self.now < deadline, "\(closed?.description ?? "nothing came of it")")
            try socket.send(disguised(client.takeOutput()))
            let events =
                socket.isReadable(milliseconds: 100)
                ? client.receive(socket.receive(), now: Self.now) : client.tick(now: Self.now)
            for event in events { try handle(event) }
        }
    }

    private func handle(_ event: OVSDBClient.Event) throws {
        switch event {
        case .ready(_, let found):
            readies.append(found)
            let schema = client.schema
            if !found { replica = Replica(schema: try #require(schema)) }
        case .updates(let updates, _): _ = try replica?.apply(updates)
        case .transacted(let id, let outcome): outcomes[id] = outcome
        case .closed(let error): closed = error
        }
    }

    private func disguised(_ bytes: [UInt8]) -> [UInt8] {
        var text = String(decoding: bytes, as: UTF8.self)
        for method in unknownMethods { text = text.replacing("\"\(method)\"", with: "\"no_such_method\"") }
        return Array(text.utf8)
    }

    private static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
