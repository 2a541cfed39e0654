/// What this session has to do with the locks of the server (RFC 7047 sections 4.1.8 to 4.1.10).
struct LockTable {
    enum State: Hashable {
        /// Asked for, not answered yet.
        case requested
        case held
        /// In the server's queue: it says when the lock is ours.
        case waiting
        /// Given back, not confirmed yet.
        case releasing
    }

    private struct Entry {
        var state: State
        /// The request that decides: answers to earlier ones do not.
        var request: Int64
    }

    private var entries: [String: Entry] = [:]

    func state(of name: String) -> State? { entries[name]?.state }

    /// Whether the server has this session in the lock's queue, so that it has to leave it before it asks again.
    func isQueued(_ name: String) -> Bool {
        switch state(of: name) {
        case .requested, .held, .waiting: true
        case .releasing, nil: false
        }
    }

    mutating func asked(_ name: String, request: Int64) { entries[name] = Entry(state: .requested, request: request) }

    mutating func gaveBack(_ name: String, request: Int64) {
        entries[name] = Entry(state: .releasing, request: request)
    }

    /// The answer to a request for a lock; nil when a later request was made meanwhile.
    mutating func answered(_ name: String, request: Int64, isLocked: Bool) -> OVSDBClient.LockEvent? {
        guard entries[name]?.request == request else { return nil }
        entries[name]?.state = isLocked ? .held : .waiting
        return isLocked ? .acquired : .waiting
    }

    /// A request was refused, or a lock given back; whether nothing came after it.
    mutating func forget(_ name: String, request: Int64) -> Bool {
        guard entries[name]?.request == request else { return false }
        entries[name] = nil
        return true
    }

    /// The server's notification `locked`; false when it crossed with a request of ours.
    mutating func becameOurs(_ name: String) -> Bool {
        guard entries[name]?.state == .waiting else { return false }
        entries[name]?.state = .held
        return true
    }

    /// The server's notification `stolen`; the session stays in the queue.
    mutating func wasStolen(_ name: String) -> Bool {
        guard entries[name]?.state == .held else { return false }
        entries[name]?.state = .waiting
        return true
    }
}
