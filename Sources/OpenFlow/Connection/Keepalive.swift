import NetworkTypes

/// Decides when to probe a silent switch and when to give it up.
struct Keepalive {
    private enum State {
        case idle
        case probing
    }

    private let interval: Duration
    private var state = State.idle
    /// The last byte from the peer, or the probe that waits for one.
    private var since: MonotonicTime

    init(interval: Duration, now: MonotonicTime) {
        self.interval = interval
        since = now
    }

    var deadline: MonotonicTime { since + interval }

    mutating func bytesReceived(now: MonotonicTime) {
        state = .idle
        since = now
    }

    enum TickAction: Equatable { case none, probe, giveUp }

    mutating func tick(now: MonotonicTime) -> TickAction {
        guard now >= deadline else { return .none }
        switch state {
        case .idle:
            state = .probing
            since = now
            return .probe
        case .probing:
            return .giveUp
        }
    }
}
