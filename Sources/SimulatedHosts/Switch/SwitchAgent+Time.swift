public import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// When `tick` has something to do; nil: not before something else happens.
    public var nextDeadline: MonotonicTime? {
        var deadline = state.nextExpiry
        for session in sessions.values {
            if let interval = configuration.probeInterval { deadline = earlier(deadline, session.heardAt + interval) }
            for bundle in session.bundles.values {
                deadline = earlier(deadline, bundle.usedAt + configuration.bundleTimeout)
            }
        }
        return deadline
    }

    private func earlier(_ left: MonotonicTime?, _ right: MonotonicTime) -> MonotonicTime {
        left.map { min($0, right) } ?? right
    }

    /// Takes away what is old, and probes peers that are silent.
    public mutating func tick(_ now: MonotonicTime) -> [Action] {
        self.now = max(self.now, now)
        state.expire(at: self.now)
        for number in sessions.keys.sorted() {
            dropBundles(of: number)
            probe(number)
        }
        return taken()
    }

    private mutating func dropBundles(of number: Int) {
        for (id, bundle) in sessions[number]?.bundles ?? [:] where bundle.usedAt + configuration.bundleTimeout <= now {
            sessions[number]?.bundles[id] = nil
            sessions[number]?.send(.bundleTimeout, about: bundle.opening)
        }
    }

    private mutating func probe(_ number: Int) {
        guard let interval = configuration.probeInterval, let session = sessions[number],
            session.heardAt + interval <= now
        else { return }
        if session.isProbing || session.version == nil { return close(number, "no answer to an inactivity probe") }
        sessions[number]?.isProbing = true
        sessions[number]?.heardAt = now
        sessions[number]?.send(.echoRequest([]), xid: 0)
    }
}
