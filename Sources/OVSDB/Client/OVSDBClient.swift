import JSON
public import NetworkTypes

/// The client's side of an OVSDB session (RFC 7047 section 4, ovsdb-server(7)): bytes and time go in, bytes and events
/// come out. Who dialled whom makes no difference.
///
/// ```swift
/// var client = OVSDBClient(configuration: .init(monitored: [.init("Bridge", columns: ["name"])]))
/// client.start(now: now)
/// send(client.takeOutput())                      // after every call
/// for event in client.receive(bytes, now: now) { … }
/// for event in client.tick(now: now) { … }       // at client.nextDeadline
/// ```
///
/// After `closed` what is received is ignored and transactions fail at once; nothing traps but `start` twice and use
/// before `start`.
public struct OVSDBClient: ~Copyable {
    enum Phase {
        case idle
        case watchingServer
        case fetchingSchema
        case requestingMonitor(Monitor)
        case live(Monitor)
        case closed(OVSDBError)
    }

    /// A monitor under way: the name the server repeats in updates, and its generation.
    struct Monitor {
        let name: String
        let method: MonitorMethod
    }

    public let configuration: Configuration
    /// The schema of the monitored tables and columns as the server has them; nil before `ready`.
    public internal(set) var schema: DatabaseSchema?
    /// How the server told its schema, for the next client with the same configuration.
    public internal(set) var knownSchema: KnownSchema?

    var phase = Phase.idle
    var requests = PendingRequests()
    var output: [UInt8] = []
    /// Events that wait for the next call that returns some.
    var events: [Event] = []
    var splitter: JSONStreamSplitter
    var probe: Probe
    var filters: MonitorFilters
    var locks = LockTable()
    var serverWatch: ServerWatch?
    /// Whether the server's account was looked at once.
    var isServerKnown = false
    /// Whether the server tells of changes of the database instead of hanging up.
    var isChangeAware = false
    /// When the message began of which only a part has come.
    var partialSince: MonotonicTime?
    /// The last transaction that was seen, zero when the server does not say.
    var lastTransactionID = OVSDBUUID.zero
    var monitorCount = 0
    /// Where to resume, until it was tried.
    var earlier: Resumption?

    /// - Parameters:
    ///   - resumption: where the replica that is still held stands, from an earlier client's `resumption`.
    ///   - knownSchema: from any client with the same configuration.
    public init(configuration: Configuration, resumption: Resumption? = nil, knownSchema: KnownSchema? = nil) {
        precondition(
            Set(configuration.monitored.map(\.table)).count == configuration.monitored.count,
            "each table is monitored once")
        precondition(configuration.requestDeadline > .zero, "a request takes some time")
        self.configuration = configuration
        precondition(
            knownSchema.map { Set($0.schema.tables.keys) == Set(configuration.monitored.map(\.table)) } ?? true,
            "a known schema is of the tables that are monitored")
        earlier = resumption
        self.knownSchema = knownSchema
        filters = MonitorFilters(configuration.monitored)
        splitter = JSONStreamSplitter(maxMessageBytes: configuration.maximumMessageBytes)
        probe = Probe(interval: configuration.probeInterval, now: MonotonicTime(nanoseconds: 0))
    }

    /// Begins the session on a connection that just came about.
    public mutating func start(now: MonotonicTime) {
        guard case .idle = phase else { preconditionFailure("an OVSDB session is started once") }
        probe = Probe(interval: configuration.probeInterval, now: now)
        if configuration.server == nil {
            requestSchema(now: now)
        } else {
            startServerWatch(now: now)
        }
    }

    /// Takes bytes of the peer, in whatever pieces they came.
    public mutating func receive(_ bytes: ArraySlice<UInt8>, now: MonotonicTime) -> [Event] {
        precondition(isStarted, "an OVSDB session is started before it receives")
        if isClosed { return takeEvents() }
        if !bytes.isEmpty { probe.heard(now: now) }
        splitter.append(bytes)
        do throws(OVSDBError) {
            while !isClosed, let message = try nextBytes() {
                partialSince = nil
                try act(on: message, now: now)
            }
        } catch {
            end(error)
        }
        partialSince = splitter.bufferedBytes == 0 ? nil : partialSince ?? now
        return takeEvents()
    }

    /// Takes bytes of the peer, in whatever pieces they came.
    public mutating func receive(_ bytes: [UInt8], now: MonotonicTime) -> [Event] { receive(bytes[...], now: now) }

    /// Acts on deadlines that have passed. To be called at `nextDeadline`; earlier is harmless.
    public mutating func tick(now: MonotonicTime) -> [Event] {
        guard isStarted, !isClosed else { return takeEvents() }
        expire(requests.takeExpired(now: now))
        if let partialDeadline, now >= partialDeadline {
            end(OVSDBError(.deadlineExceeded, "a message did not end within \(configuration.requestDeadline)"))
        }
        if !isClosed {
            switch probe.check(now: now) {
            case .wait: break
            case .ask: sendEcho()
            case .giveUp: end(OVSDBError(.deadlineExceeded, "no answer to a probe"))
            }
        }
        return takeEvents()
    }

    /// When `tick` has something to do; nil when never, as before `start` and after `closed`.
    public var nextDeadline: MonotonicTime? {
        if !events.isEmpty { return MonotonicTime(nanoseconds: 0) }
        guard isStarted, !isClosed else { return nil }
        return [requests.nextDeadline, probe.deadline, partialDeadline].compactMap { $0 }.min()
    }

    /// Sends a transaction; its outcome comes as `transacted` with this id, exactly once, at the latest after the
    /// request's deadline. One that cannot be sent fails at the next `tick`, which is due at once.
    ///
    /// The updates it causes come before its outcome.
    public mutating func transact(_ transaction: Transaction, id: UInt64, now: MonotonicTime) {
        precondition(isStarted, "an OVSDB session is started before it transacts")
        let params: [JSONValue] = [.string(configuration.database)] + transaction.operations
        let purpose = PendingRequests.Purpose.transaction(id: id, operationCount: transaction.count)
        if let refusal = submit("transact", params, purpose, now: now) {
            events.append(.transacted(id: id, .failure(refusal)))
        }
    }

    /// The bytes to send, in order; each is given once.
    public mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Drops the monitor and asks for everything anew, for a replica that turned out to be inconsistent. Another
    /// `ready` with `found` false follows; updates of the old monitor that are under way are ignored.
    public mutating func resynchronise(now: MonotonicTime) {
        switch phase {
        case .idle: preconditionFailure("an OVSDB session is started before it is resynchronised")
        // What was resumed would be inconsistent still.
        case .watchingServer, .fetchingSchema, .closed: earlier = nil
        case .requestingMonitor(let monitor), .live(let monitor):
            cancel(monitor)
            lastTransactionID = .zero
            requestMonitor(monitor.method, now: now)
        }
    }

    /// Ends the session from this side. Pending transactions fail, then `closed` follows.
    public mutating func close(_ reason: OVSDBError) -> [Event] {
        end(reason)
        return takeEvents()
    }

    /// Where a later session can go on, once every event returned so far was applied; nil when the server cannot.
    public var resumption: Resumption? {
        guard let schema, lastTransactionID != .zero, !isReplicaInDoubt else { return nil }
        return Resumption(lastTransactionID: lastTransactionID, schema: schema, filters: filters.applied)
    }

    /// Whether the monitor stands.
    public var isLive: Bool { if case .live = phase { true } else { false } }

    /// Whether the session is over.
    public var isClosed: Bool { if case .closed = phase { true } else { false } }

    /// While a change of filters is unanswered nobody knows which rows the replica has: those that come and go by it are
    /// reported before the answer.
    private var isReplicaInDoubt: Bool { isLive && !filters.isSettled }

    /// A peer that sends a byte now and then is not silent, but its message has to end.
    private var partialDeadline: MonotonicTime? { partialSince.map { $0 + configuration.requestDeadline } }

    var isStarted: Bool { if case .idle = phase { false } else { true } }
}

extension OVSDBClient {
    private mutating func nextBytes() throws(OVSDBError) -> [UInt8]? {
        do throws(JSONError) {
            return try splitter.next()
        } catch {
            throw .malformed(error.description)
        }
    }

    private func parsed(_ message: [UInt8]) throws(OVSDBError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(message, limits: .init(maxBytes: configuration.maximumMessageBytes))
        } catch {
            throw .malformed(error.description)
        }
    }

    /// Acts on one message, as long as what it calls for fits into what may wait to be sent.
    private mutating func act(on message: [UInt8], now: MonotonicTime) throws(OVSDBError) {
        let mark = output.count
        if !takeKnownSchema(message, now: now) {
            let schemaRequest = requests.schemaRequest
            try handle(try parsed(message), now: now)
            if let schemaRequest, requests.schemaRequest == nil { keepSchema(message, to: schemaRequest) }
        }
        guard output.count <= max(mark, configuration.maximumQueuedBytes) else {
            throw OVSDBError(.queueFull, "the peer calls for answers and requests and does not read them")
        }
    }

    private mutating func takeEvents() -> [Event] {
        defer { events = [] }
        return events
    }

    private func limit(of purpose: PendingRequests.Purpose) -> Duration {
        switch purpose {
        case .awareness, .serverSchema, .schema: min(configuration.handshakeDeadline, configuration.requestDeadline)
        default: configuration.requestDeadline
        }
    }

    /// Fails requests whose deadline passed; the session goes on only when all were the owner's.
    private mutating func expire(_ expired: [PendingRequests.Request]) {
        var reason: OVSDBError?
        for request in expired {
            let limit = limit(of: request.purpose)
            let failure = OVSDBError(.deadlineExceeded, "no answer within \(limit)")
            switch request.purpose {
            case .transaction(let id, _): events.append(.transacted(id: id, .failure(failure)))
            case .query(let id, _): events.append(.answered(id: id, .failure(failure)))
            case let purpose:
                guard let missing = purpose.whatIsMissing else { continue }
                reason = reason ?? OVSDBError(.deadlineExceeded, "\(missing) within \(limit)")
            }
        }
        if let reason { end(reason) }
    }

    /// Ends the session once: fails what is pending, in the order it was asked.
    mutating func end(_ reason: OVSDBError) {
        guard !isClosed else { return }
        if isReplicaInDoubt { lastTransactionID = .zero }
        let failure = OVSDBError(.connectionClosed, reason.description)
        for request in requests.takeAll() {
            switch request.purpose {
            case .transaction(let id, _): events.append(.transacted(id: id, .failure(failure)))
            case .query(let id, _): events.append(.answered(id: id, .failure(failure)))
            default: break
            }
        }
        locks = LockTable()
        phase = .closed(reason)
        output = []
        splitter = JSONStreamSplitter(maxMessageBytes: configuration.maximumMessageBytes)
        partialSince = nil
        events.append(.closed(reason))
    }

    /// Sends a request of the owner's within the limits, or says why not.
    mutating func submit(
        _ method: String, _ params: [JSONValue], _ purpose: PendingRequests.Purpose, now: MonotonicTime
    ) -> OVSDBError? {
        if case .closed(let reason) = phase { return OVSDBError(.connectionClosed, reason.description) }
        guard requests.count < configuration.maximumPendingRequests else {
            return OVSDBError(.queueFull, "\(requests.count) requests are unanswered")
        }
        let mark = output.count
        let number = request(method, params, purpose, now: now)
        guard output.count > configuration.maximumQueuedBytes else { return nil }
        output.removeSubrange(mark...)
        _ = requests.take(number)
        return OVSDBError(.queueFull, "more than \(configuration.maximumQueuedBytes) bytes wait to be sent")
    }

    @discardableResult
    mutating func request(
        _ method: String, _ params: [JSONValue], _ purpose: PendingRequests.Purpose, now: MonotonicTime
    ) -> Int64 {
        let id = requests.add(purpose, deadline: now + limit(of: purpose))
        send(["method": .string(method), "params": .array(params), "id": .integer(id)])
        return id
    }

    /// Gives up a monitor, asked for or standing. Nobody waits for the answer: the next request has a deadline.
    mutating func cancel(_ monitor: Monitor) {
        requests.dropMonitors()
        let id = requests.nextUnawaited()
        send(["method": "monitor_cancel", "params": [.string(monitor.name)], "id": .integer(id)])
    }

    mutating func send(_ message: JSONValue) { output.append(contentsOf: message.serializedBytes()) }
}
