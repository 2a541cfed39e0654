internal import NetworkTypes

/// Watches for a peer that fell silent: any byte is a sign of life.
struct Probe {
    enum Action {
        case wait
        case ask
        case giveUp
    }

    let interval: Duration
    private var heardAt: MonotonicTime
    /// When the peer is given up; nil while it is not asked.
    private var answerDue: MonotonicTime?

    init(interval: Duration, now: MonotonicTime) {
        self.interval = interval
        heardAt = now
    }

    /// When to look again; nil when never.
    var deadline: MonotonicTime? { answerDue ?? (interval > .zero ? heardAt + interval : nil) }

    mutating func heard(now: MonotonicTime) {
        heardAt = now
        answerDue = nil
    }

    mutating func check(now: MonotonicTime) -> Action {
        guard let deadline, now >= deadline else { return .wait }
        if answerDue != nil { return .giveUp }
        answerDue = now + interval
        return .ask
    }

    /// Gives the peer no more than `limit` from now.
    ///
    /// - Returns: whether it is to be asked; it may have been already.
    mutating func challenge(within limit: Duration, now: MonotonicTime) -> Bool {
        let isAsked = answerDue != nil
        answerDue = min(answerDue ?? now + limit, now + limit)
        return !isAsked
    }
}
