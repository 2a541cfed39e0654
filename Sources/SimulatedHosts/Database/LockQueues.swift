import JSON

/// Who has and who waits for the locks of a server (RFC 7047 sections 4.1.8 to 4.1.10).
struct LockQueues: Sendable {
    /// A connection that is to be told of a lock.
    struct Notice {
        let connection: Int
        /// `locked` or `stolen`.
        let method: String
        let lock: String
    }

    /// By lock: connections, the first of which has it.
    private var queues: [String: [Int]] = [:]

    func isQueued(_ lock: String, _ connection: Int) -> Bool { queues[lock]?.contains(connection) ?? false }

    /// The locks that a connection has.
    func held(by connection: Int) -> Set<String> {
        Set(queues.lazy.filter { $0.value.first == connection }.map(\.key))
    }

    /// Puts a connection at the end of a lock's queue, and answers whether it has the lock.
    mutating func join(_ lock: String, _ connection: Int) -> Bool {
        queues[lock, default: []].append(connection)
        return queues[lock]?.first == connection
    }

    /// Puts a connection in front. Who had the lock stays in the queue, and is to be told.
    mutating func steal(_ lock: String, _ connection: Int) -> Notice? {
        let owner = queues[lock]?.first
        queues[lock, default: []].insert(connection, at: 0)
        return owner.map { Notice(connection: $0, method: "stolen", lock: lock) }
    }

    /// Takes a connection out of a queue. Who has the lock by that is to be told.
    mutating func leave(_ lock: String, _ connection: Int) -> Notice? {
        let owner = queues[lock]?.first
        queues[lock]?.removeAll { $0 == connection }
        if queues[lock]?.isEmpty == true { queues[lock] = nil }
        guard owner == connection, let next = queues[lock]?.first else { return nil }
        return Notice(connection: next, method: "locked", lock: lock)
    }

    /// Takes a connection that is gone out of every queue.
    mutating func leaveAll(_ connection: Int) -> [Notice] {
        queues.keys.sorted().filter { isQueued($0, connection) }.compactMap { leave($0, connection) }
    }
}

extension LockQueues.Notice {
    var json: JSONValue { ["id": nil, "method": .string(method), "params": [.string(lock)]] }
}
