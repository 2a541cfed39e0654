public import NetworkTypes

extension OpenFlowConnection {
    /// When `tick` has something to do; nil once the connection is closed and its events are handed out.
    public var nextDeadline: MonotonicTime? {
        if !events.isEmpty { return MonotonicTime(nanoseconds: 0) }
        var result = keepalive.deadline
        switch state {
        case .closed: return nil
        case .greeting, .describing: result = min(result, handshakeDeadline)
        case .ready: break
        }
        for request in pending.values { result = min(result, request.deadline) }
        if let programming { result = min(result, programming.deadline) }
        return result
    }

    /// Does what is due.
    public mutating func tick(now: MonotonicTime) -> [Event] {
        switch state {
        case .closed: return takeEvents()
        case .greeting, .describing:
            if now >= handshakeDeadline { return close(.handshakeTimedOut) }
        case .ready: break
        }
        switch keepalive.tick(now: now) {
        case .none: break
        case .giveUp: return close(.silent)
        case .probe: probe()
        }
        expireRequests(now: now)
        expireProgramming(now: now)
        return takeEvents()
    }

    /// Asks a switch for a sign of life, and closes the connection as `silent` when none comes within `limit`: for when there
    /// is reason to doubt that it is still there. Nothing before the handshake is over, which has a deadline of its own.
    public mutating func challenge(within limit: Duration, now: MonotonicTime) {
        guard case .ready = state, keepalive.challenge(within: limit, now: now) else { return }
        probe()
    }

    /// Nobody waits for this answer: any byte from the switch will do.
    private mutating func probe() {
        if let version = negotiatedVersion { output.write(.echoRequest([]), version: version, xid: nextXID()) }
    }

    /// The version agreed on, during the rest of the handshake too.
    var negotiatedVersion: OpenFlowVersion? {
        switch state {
        case .describing(let version), .ready(let version): version
        case .greeting, .closed: nil
        }
    }

    private mutating func expireRequests(now: MonotonicTime) {
        let expired = pending.filter { now >= $0.value.deadline }.sorted { $0.key < $1.key }
        for (xid, request) in expired {
            pending[xid] = nil
            if case .barrier = request.kind { continue }
            events.append(.requestFailed(request: request.id, .timedOut))
        }
    }
}
