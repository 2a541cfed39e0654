import JSON
public import NetworkTypes

extension OVSDBClient {
    /// What became of a lock. When the session closes the server frees its locks, and no more events come.
    public enum LockEvent: Hashable, Sendable {
        case acquired
        /// Another session has it; `acquired` follows when it is our turn.
        case waiting
        /// Another session took it. This one is in the queue again, and `acquired` may follow; Open vSwitch 3.1 forgets
        /// it when locks are stolen to and fro, so whoever wants to be sure unlocks and locks again.
        case stolen
        /// It was given back as `unlock` asked.
        case released
        case refused(OVSDBError)
    }

    /// Asks for a lock of the server, which all its clients share (RFC 7047 section 4.1.8); `lock` events tell what
    /// comes of it. A transaction holds only while the lock does when it begins with `assertLock`. Does nothing when
    /// the lock is held or waited for already, but for a steal.
    ///
    /// - Parameters:
    ///   - name: letters, digits and underscores, not a digit first; others trap.
    ///   - steal: takes the lock from whoever has it.
    public mutating func lock(_ name: String, steal: Bool = false, now: MonotonicTime) {
        precondition(isStarted, "an OVSDB session is started before it locks")
        precondition(Identifier.isValid(name), "a lock's name is letters, digits and underscores")
        guard !isClosed else { return }
        if locks.isQueued(name) {
            guard steal, locks.state(of: name) != .held else { return }
            unlock(name, now: now)
        }
        let number = request(steal ? "steal" : "lock", [.string(name)], .lock(name), now: now)
        locks.asked(name, request: number)
    }

    /// Gives a lock back, or leaves its queue; `released` follows. Does nothing when it was not asked for.
    public mutating func unlock(_ name: String, now: MonotonicTime) {
        guard !isClosed, locks.isQueued(name) else { return }
        let number = request("unlock", [.string(name)], .unlock(name), now: now)
        locks.gaveBack(name, request: number)
    }

    /// Whether the server said last that this session has the lock.
    public func holdsLock(_ name: String) -> Bool { locks.state(of: name) == .held }

    mutating func handleLock(
        _ name: String, _ number: Int64, _ result: JSONValue, _ error: OVSDBError?
    ) throws(OVSDBError) {
        if let error {
            if locks.forget(name, request: number) { events.append(.lock(name, .refused(error))) }
            return
        }
        guard let isLocked = result["locked"]?.bool else { throw .malformed("a lock's answer says not whether") }
        if let event = locks.answered(name, request: number, isLocked: isLocked) { events.append(.lock(name, event)) }
    }

    mutating func handleUnlock(_ name: String, _ number: Int64, _ error: OVSDBError?) {
        guard locks.forget(name, request: number) else { return }
        events.append(.lock(name, error.map { .refused($0) } ?? .released))
    }

    mutating func handleLockNotification(_ method: String, _ params: [JSONValue]) throws(OVSDBError) {
        guard params.count == 1, let name = params[0].string else { throw .malformed("\(method) without a lock") }
        if method == "locked" {
            if locks.becameOurs(name) { events.append(.lock(name, .acquired)) }
        } else if locks.wasStolen(name) {
            events.append(.lock(name, .stolen))
        }
    }
}
