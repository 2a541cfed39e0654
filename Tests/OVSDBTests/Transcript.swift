import JSON
import NetworkTypes
import OVSDB
import Testing

/// A client in conversation with the lines of a test.
///
/// It is a class, because expectations cannot look into values that are not copyable.
final class Transcript {
    private var client: OVSDBClient
    var now = MonotonicTime.at(0)

    static let tables: [OVSDBClient.MonitoredTable] = [
        .init("Bridge", columns: ["name", "ports", "external_ids", "not_yet_invented"]), .init("Port"),
    ]

    static let bridgeColumns: JSONValue = ["external_ids", "name", "ports"]

    init(
        configuration: OVSDBClient.Configuration = .init(monitored: Transcript.tables),
        resumption: OVSDBClient.Resumption? = nil, knownSchema: OVSDBClient.KnownSchema? = nil
    ) {
        client = OVSDBClient(configuration: configuration, resumption: resumption, knownSchema: knownSchema)
        client.start(now: now)
    }

    var isLive: Bool { client.isLive }
    var isClosed: Bool { client.isClosed }
    var nextDeadline: MonotonicTime? { client.nextDeadline }
    var resumption: OVSDBClient.Resumption? { client.resumption }
    var schema: DatabaseSchema? { client.schema }
    var knownSchema: OVSDBClient.KnownSchema? { client.knownSchema }

    func transact(_ transaction: Transaction, id: UInt64) { client.transact(transaction, id: id, now: now) }
    func setFilters(_ filters: [String: RowFilter]) { client.setFilters(filters, now: now) }
    func lock(_ name: String, steal: Bool = false) { client.lock(name, steal: steal, now: now) }
    func unlock(_ name: String) { client.unlock(name, now: now) }
    func holdsLock(_ name: String) -> Bool { client.holdsLock(name) }
    func ask(_ query: OVSDBClient.Query, id: UInt64) { client.ask(query, id: id, now: now) }
    func cancel(_ id: UInt64) { client.cancel(transaction: id, now: now) }
    func resynchronise() { client.resynchronise(now: now) }
    func close(_ reason: OVSDBError) -> [OVSDBClient.Event] { client.close(reason) }
    func receive(bytes: [UInt8]) -> [OVSDBClient.Event] { client.receive(bytes, now: now) }

    /// What the client sent since the last time, message by message.
    func sent() throws -> [JSONValue] {
        var splitter = JSONStreamSplitter(maxMessageBytes: 1 << 26)
        splitter.append(client.takeOutput())
        var messages: [JSONValue] = []
        while let message = try splitter.next() { messages.append(try JSONParser.parse(message)) }
        return messages
    }

    /// The only message the client sent.
    func onlySent() throws -> JSONValue {
        let messages = try sent()
        #expect(messages.count == 1)
        return try #require(messages.first)
    }

    func receive(_ message: JSONValue) -> [OVSDBClient.Event] {
        client.receive(message.serializedBytes(), now: now)
    }

    func reply(to request: JSONValue, _ result: JSONValue) -> [OVSDBClient.Event] {
        receive(["id": request["id"] ?? nil, "result": result, "error": nil])
    }

    func fail(_ request: JSONValue, _ error: JSONValue) -> [OVSDBClient.Event] {
        receive(["id": request["id"] ?? nil, "result": nil, "error": error])
    }

    func challenge(within limit: Duration, at time: MonotonicTime) {
        now = time
        client.challenge(within: limit, now: time)
    }

    func tick(at time: MonotonicTime) -> [OVSDBClient.Event] {
        now = time
        return client.tick(now: time)
    }

    /// Answers the schema and an empty database, with a transaction id of 7.
    func becomeLive() throws {
        let schemaRequest = try onlySent()
        #expect(reply(to: schemaRequest, Samples.schema).isEmpty)
        let monitorRequest = try onlySent()
        let events = reply(to: monitorRequest, [false, .string(Samples.uuid(7).description), [:]])
        #expect(events == [.ready(schemaVersion: "8.3.1", found: false), .updates(TableUpdates(), isInitial: true)])
    }
}

extension OVSDBClient.Event {
    /// The code of `closed`.
    var closingCode: OVSDBError.Code? { if case .closed(let error) = self { error.code } else { nil } }

    /// The code of a transaction's or query's failure.
    var failureCode: OVSDBError.Code? {
        switch self {
        case .transacted(_, .failure(let error)), .answered(_, .failure(let error)): error.code
        default: nil
        }
    }
}
