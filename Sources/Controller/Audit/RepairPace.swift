import NetworkTypes

/// How often a host may be put right: at once a few times, and then at a slow rate, so that somebody who fights costs a
/// bounded amount of work and is still undone within seconds.
struct RepairPace {
    /// Repairs that may follow one another at once.
    static let burst = 10
    /// One more repair after each of these; below the five seconds within which drift is put right.
    static let interval = Duration.seconds(4)

    private var tokens = Self.burst
    /// Up to here tokens have come back.
    private var refilled = MonotonicTime(nanoseconds: 0)
    /// Somebody undoes repairs as often as they are made; until all tokens are back.
    private(set) var isContested = false

    enum Answer: Equatable {
        case go
        /// Not now, and for the first time since it was calm.
        case contested
        case wait
    }

    /// Asks for one repair.
    mutating func take(now: MonotonicTime) -> Answer {
        refill(now)
        guard tokens > 0 else {
            defer { isContested = true }
            return isContested ? .wait : .contested
        }
        tokens -= 1
        return .go
    }

    /// When the next repair is possible.
    var nextAt: MonotonicTime { tokens > 0 ? refilled : refilled + Self.interval }

    private mutating func refill(_ now: MonotonicTime) {
        if tokens == Self.burst { refilled = now }
        while tokens < Self.burst, refilled + Self.interval <= now {
            tokens += 1
            refilled = refilled + Self.interval
        }
        guard tokens == Self.burst else { return }
        refilled = now
        isContested = false
    }
}
