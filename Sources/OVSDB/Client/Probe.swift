internal import NetworkTypes

/// Watches for a peer that fell silent: any byte is a sign of life.
struct Probe {
    enum Action {
        case wait
        case ask
        case giveUp
    }

    let interval: Duration
    private var since: MonotonicTime
    private var isAsked = false

    init(interval: Duration, now: MonotonicTime) {
        self.interval = interval
        since = now
    }

    /// When to look again; nil when never.
    var deadline: MonotonicTime? { interval > .zero ? since + interval : nil }

    mutating func heard(now: MonotonicTime) {
        since = now
        isAsked = false
    }

    mutating func check(now: MonotonicTime) -> Action {
        guard let deadline, now >= deadline else { return .wait }
        if isAsked { return .giveUp }
        isAsked = true
        since = now
        return .ask
    }
}
