internal import NetworkTypes

/// How long to wait before the remotes are tried again: a time that doubles with every round that failed, shortened by a
/// random part, so that many clients that lost one server do not come back together. The same seed gives the same
/// delays.
public struct RetryDelay: Hashable, Sendable {
    public let minimum: Duration
    public let maximum: Duration
    /// The part of a delay that is left to chance, 0 to 1.
    public let jitter: Double

    private var ceiling: Duration
    private var generator: SplitMix64

    /// Traps unless `minimum` is more than zero and at most `maximum`.
    public init(
        minimum: Duration = .seconds(1), maximum: Duration = .seconds(8), jitter: Double = 0.5, seed: UInt64
    ) {
        precondition(.zero < minimum && minimum <= maximum, "a delay's minimum is positive and below its maximum")
        precondition((0...1).contains(jitter), "the random part of a delay is 0 to 1")
        self.minimum = minimum
        self.maximum = maximum
        self.jitter = jitter
        ceiling = minimum
        generator = SplitMix64(seed: seed)
    }

    /// The next delay, between the ceiling and the part of it that is not left to chance.
    mutating func next() -> Duration {
        defer { ceiling = min(ceiling * 2, maximum) }
        return ceiling * (1 - jitter * generator.nextFraction())
    }

    /// A session stood: the next delay is short again.
    mutating func reset() { ceiling = minimum }

    /// A number below `limit`, which is above zero.
    mutating func number(below limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
}
