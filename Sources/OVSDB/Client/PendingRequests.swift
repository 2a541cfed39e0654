internal import NetworkTypes

/// The requests that wait for an answer, in the order in which they were sent.
///
/// The first one is always the next to expire: no deadline is shorter than that of the very first request.
struct PendingRequests {
    enum Purpose {
        case awareness
        case serverSchema
        case serverMonitor
        case schema
        case monitor
        case filters
        case lock(String)
        case unlock(String)
        case cancellation(of: Int64)
        case query(id: UInt64, OVSDBClient.Query)
        case transaction(id: UInt64, operationCount: Int)

        /// What did not happen when there is no answer, and the session cannot go on without; nil when it can.
        var whatIsMissing: String? {
            switch self {
            case .awareness, .serverSchema, .serverMonitor: "the server did not say what it is"
            case .schema: "the schema did not come"
            case .monitor: "the initial contents did not come"
            case .filters: "the monitor's rows did not change"
            case .lock(let name), .unlock(let name): "nothing was heard of the lock \(name)"
            // A cancelled transaction has its own deadline, which comes before.
            case .cancellation, .query, .transaction: nil
            }
        }
    }

    struct Request {
        let id: Int64
        let purpose: Purpose
        let deadline: MonotonicTime
    }

    private(set) var requests: [Request] = []
    private var nextID: Int64 = 1

    var nextDeadline: MonotonicTime? { requests.first?.deadline }
    var count: Int { requests.count }

    /// Whether a request with this id was ever sent.
    func hasIssued(_ id: Int64) -> Bool { id > 0 && id < nextID }

    /// Enters a request and answers the id to send it with.
    mutating func add(_ purpose: Purpose, deadline: MonotonicTime) -> Int64 {
        defer { nextID += 1 }
        // A clock that steps back must not break the order of deadlines.
        let deadline = requests.last.map { max($0.deadline, deadline) } ?? deadline
        requests.append(Request(id: nextID, purpose: purpose, deadline: deadline))
        return nextID
    }

    /// An id for a request whose answer interests nobody.
    mutating func nextUnawaited() -> Int64 {
        defer { nextID += 1 }
        return nextID
    }

    /// Takes the request that an answer belongs to.
    mutating func take(_ id: Int64) -> Request? {
        guard let index = requests.firstIndex(where: { $0.id == id }) else { return nil }
        return requests.remove(at: index)
    }

    /// The id with which the schema was asked for, until it is answered.
    var schemaRequest: Int64? {
        requests.first { if case .schema = $0.purpose { true } else { false } }?.id
    }

    /// The id with which an unanswered transaction was sent.
    func number(ofTransaction wanted: UInt64) -> Int64? {
        requests.first { if case .transaction(wanted, _) = $0.purpose { true } else { false } }?.id
    }

    /// Whether a transaction that was sent with this id was cancelled already.
    func isCancelled(_ wanted: Int64) -> Bool {
        requests.contains { if case .cancellation(wanted) = $0.purpose { true } else { false } }
    }

    /// Forgets the unanswered requests about monitors: their answers will be ignored.
    mutating func dropMonitors() {
        requests.removeAll { request in
            switch request.purpose {
            case .monitor, .filters: true
            default: false
            }
        }
    }

    /// Takes the requests whose deadline has passed.
    mutating func takeExpired(now: MonotonicTime) -> [Request] {
        let count = requests.prefix { $0.deadline <= now }.count
        defer { requests.removeFirst(count) }
        return Array(requests.prefix(count))
    }

    /// Takes everything.
    mutating func takeAll() -> [Request] {
        defer { requests = [] }
        return requests
    }
}
