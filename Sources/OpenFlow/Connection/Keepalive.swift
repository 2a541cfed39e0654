import NetworkTypes

/// Decides when to probe a silent switch and when to give it up.
struct Keepalive {
    private enum State {
        case idle
        case probing
    }

    private let interval: Duration
    private var state = State.idle
    /// When the switch is probed or given up unless it is heard of before.
    private(set) var deadline: MonotonicTime

    init(interval: Duration, now: MonotonicTime) {
        self.interval = interval
        deadline = now + interval
    }

    mutating func bytesReceived(now: MonotonicTime) {
        state = .idle
        deadline = now + interval
    }

    enum TickAction: Equatable { case none, probe, giveUp }

    mutating func tick(now: MonotonicTime) -> TickAction {
        guard now >= deadline else { return .none }
        switch state {
        case .idle:
            state = .probing
            deadline = now + interval
            return .probe
        case .probing:
            return .giveUp
        }
    }

    /// Gives the switch no more than `limit` from now.
    ///
    /// - Returns: whether it is to be probed; it may have been already.
    mutating func challenge(within limit: Duration, now: MonotonicTime) -> Bool {
        defer { state = .probing }
        deadline = state == .probing ? min(deadline, now + limit) : now + limit
        return state == .idle
    }
}
