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
    private let indexes: [RowIndex]
    private var nextID: UInt64 = 1
    private var outcomes: [UInt64: Result<TransactionResult, OVSDBError>] = [:]

    private(set) var replica: Replica?
    /// `found` of each `ready`.
    private(set) var readies: [Bool] = []
    private(set) var closed: OVSDBError?
    /// Everything but updates and outcomes of transactions.
    private(set) var notices: [OVSDBClient.Event] = []

    static let tables = ["Open_vSwitch", "Bridge", "Port", "Interface", "Controller", "Mirror", "QoS", "Queue"]

    /// - Parameter waitsUntilLive: whether the session is to come about; else it may end at once.
    init(
        _ socket: UnixSocket, _ configuration: OVSDBClient.Configuration? = nil, unknownMethods: [String] = [],
        resuming replica: Replica? = nil, indexes: [RowIndex] = [], from resumption: OVSDBClient.Resumption? = nil,
        waitsUntilLive: Bool = true
    ) throws {
        self.socket = socket
        self.unknownMethods = unknownMethods
        self.replica = replica
        self.indexes = indexes
        client = OVSDBClient(
            configuration: configuration ?? .init(monitored: Self.tables.map { .init($0) }), resumption: resumption)
        client.start(now: Self.now)
        try pump { self.replica?.state == .live && self.client.isLive || !waitsUntilLive && self.closed != nil }
    }

    var resumption: OVSDBClient.Resumption? { client.resumption }
    var serverStatus: DatabaseStatus? { client.serverStatus }

    func lock(_ name: String, steal: Bool = false) { client.lock(name, steal: steal, now: Self.now) }
    func unlock(_ name: String) { client.unlock(name, now: Self.now) }
    func setFilters(_ filters: [String: RowFilter]) { client.setFilters(filters, now: Self.now) }
    func cancel(_ id: UInt64) { client.cancel(transaction: id, now: Self.now) }

    /// Waits for a notice that has not been seen before.
    func await(_ notice: OVSDBClient.Event) throws {
        try pump { self.notices.contains(notice) }
        notices.removeAll { $0 == notice }
    }

    func forgetNotices() { notices = [] }

    func ask(_ query: OVSDBClient.Query) throws -> Result<OVSDBClient.Answer, OVSDBError> {
        let id = nextID
        nextID += 1
        client.ask(query, id: id, now: Self.now)
        var answer: Result<OVSDBClient.Answer, OVSDBError>?
        try pump {
            for case .answered(id, let outcome) in self.notices { answer = outcome }
            return answer != nil
        }
        return try #require(answer)
    }

    /// Sends a transaction whose outcome is not awaited yet.
    func begin(_ transaction: Transaction) -> UInt64 {
        let id = nextID
        nextID += 1
        client.transact(transaction, id: id, now: Self.now)
        return id
    }

    func outcome(_ id: UInt64) throws -> Result<TransactionResult, OVSDBError> {
        try pump { self.outcomes[id] != nil }
        guard let outcome = outcomes.removeValue(forKey: id) else { throw Failure.nothingHappened }
        return outcome
    }

    func transact(_ transaction: Transaction) throws -> Result<TransactionResult, OVSDBError> {
        try outcome(begin(transaction))
    }

    func resynchronise() throws {
        let count = readies.count
        client.resynchronise(now: Self.now)
        try pump { self.readies.count > count && self.replica?.state == .live }
    }

    /// Moves bytes until the session is over.
    func pumpToEnd() throws {
        let deadline = Self.now + .seconds(20)
        while closed == nil {
            guard Self.now < deadline else { throw Failure.nothingHappened }
            try step()
        }
    }

    /// Moves bytes until the condition holds.
    ///
    /// - Throws: why the session closed, when it does before.
    func pump(until condition: () -> Bool) throws {
        let deadline = Self.now + .seconds(20)
        while !condition() {
            if let closed { throw closed }
            guard Self.now < deadline else { throw Failure.nothingHappened }
            try step()
        }
    }

    enum Failure: Error {
        case nothingHappened
    }

    private func step() throws {
        let output = disguised(client.takeOutput())
        if !output.isEmpty, !socket.send(output) { return try hangUp() }
        guard socket.isReadable(milliseconds: 100) else {
            for event in client.tick(now: Self.now) { try handle(event) }
            return
        }
        let bytes = socket.receive()
        if bytes.isEmpty { return try hangUp() }
        for event in client.receive(bytes, now: Self.now) { try handle(event) }
    }

    private func hangUp() throws {
        for event in client.close(OVSDBError(.connectionClosed, "the server hung up")) { try handle(event) }
    }

    private func handle(_ event: OVSDBClient.Event) throws {
        switch event {
        case .ready(_, let found):
            readies.append(found)
            let schema = client.schema
            if !found { replica = Replica(schema: try #require(schema), indexes: indexes) }
        case .updates(let updates, _): _ = try replica?.apply(updates)
        case .transacted(let id, let outcome): outcomes[id] = outcome
        case .closed(let error): closed = error
        case .interrupted:
            replica?.markStale()
            notices.append(event)
        case .answered, .lock, .server, .filtersApplied, .filtersRefused: notices.append(event)
        }
    }

    private func disguised(_ bytes: [UInt8]) -> [UInt8] {
        var text = String(decoding: bytes, as: UTF8.self)
        for method in unknownMethods { text = text.replacing("\"\(method)\"", with: "\"no_such_method\"") }
        return Array(text.utf8)
    }

    static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
