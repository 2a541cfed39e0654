public import NetworkTypes

/// Which of several servers to dial, and when: the members of a cluster, say. It decides and does not dial.
///
/// ```swift
/// var remotes = Remotes(addresses, delay: RetryDelay(seed: number))
/// if let address = remotes.dial(now: now) { … }         // at remotes.nextDial
/// configuration.server = remotes.requirement(.init(role: .leader))
/// remotes.note(status)                                  // for each `server` event
/// remotes.succeeded(now: now)                           // for `ready`
/// remotes.failed(now: now)                              // for `closed`, or when nobody answers
/// ```
///
/// The order is shuffled once, so that clients spread over the servers. After a failure the next remote is due at once,
/// until all of a round have failed; then comes a delay that doubles from round to round, until a session stood for as
/// long as the greatest delay. The remote that was lost is not favoured: whoever has just lost its leader finds another.
public struct Remotes<Remote: Hashable & Sendable>: Sendable {
    private enum Phase: Hashable, Sendable {
        case due(MonotonicTime)
        case dialled
        case live(since: MonotonicTime)
    }

    /// In the order in which they are dialled.
    public let order: [Remote]
    private var position = 0
    /// Remotes that failed since one was live or a delay was made.
    private var failures = 0
    private var phase = Phase.due(MonotonicTime(nanoseconds: 0))
    private var delay: RetryDelay
    /// How far the cluster was seen to be.
    public private(set) var clusterPosition: ClusterPosition?

    /// Traps when there are no remotes.
    ///
    /// - Parameters:
    ///   - remotes: repeated ones count once.
    ///   - shuffled: whether the order is left to chance, or as given.
    ///   - delay: with a seed that differs from client to client.
    public init(_ remotes: [Remote], shuffled: Bool = true, delay: RetryDelay) {
        precondition(!remotes.isEmpty, "there is a remote to dial")
        var delay = delay
        var seen: Set<Remote> = []
        var order = remotes.filter { seen.insert($0).inserted }
        if shuffled {
            for index in order.indices.dropFirst().reversed() { order.swapAt(index, delay.number(below: index + 1)) }
        }
        self.order = order
        self.delay = delay
    }

    /// The remote that is dialled or connected, or that is dialled next.
    public var current: Remote { order[position] }

    /// When to call `dial`; nil while a remote is dialled or connected.
    public var nextDial: MonotonicTime? { if case .due(let time) = phase { time } else { nil } }

    /// The remote to dial now; nil when it is not time or one is under way. What becomes of it is to be told with
    /// `succeeded` or `failed`.
    public mutating func dial(now: MonotonicTime) -> Remote? {
        guard case .due(let time) = phase, now >= time else { return nil }
        phase = .dialled
        return current
    }

    /// The session stands: the server is what is required, and its contents come.
    public mutating func succeeded(now: MonotonicTime) { phase = .live(since: now) }

    /// The connection did not come about, or its session ended, for whatever reason.
    public mutating func failed(now: MonotonicTime) {
        if case .due = phase { return }
        // A session that ends as soon as it stands is a failure like others.
        if case .live(let since) = phase, now >= since + delay.maximum {
            failures = 0
            delay.reset()
        }
        failures += 1
        position = (position + 1) % order.count
        guard failures >= order.count else {
            phase = .due(now)
            return
        }
        failures = 0
        phase = .due(now + delay.next())
    }

    /// Notes what a server said of itself, so that no server that lags behind it is accepted later.
    public mutating func note(_ status: DatabaseStatus) {
        guard let position = status.position, position.supersedes(clusterPosition) else { return }
        clusterPosition = position
    }

    /// Accepts servers that lag again: when the cluster was restored from a backup, its log is shorter.
    public mutating func forgetPosition() { clusterPosition = nil }

    /// The requirement, and not to have been overtaken by what was seen before.
    public func requirement(_ requirement: ServerRequirement) -> ServerRequirement {
        var requirement = requirement
        if let clusterPosition, clusterPosition.supersedes(requirement.minimumPosition) {
            requirement.minimumPosition = clusterPosition
        }
        return requirement
    }
}
