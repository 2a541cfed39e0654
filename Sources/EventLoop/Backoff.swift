import NetworkTypes

/// How long to wait before the next attempt: a random time from the minimum to a ceiling that doubles with every
/// failure, so that many hosts that were lost together do not come back together.
///
/// Pure: the same seed gives the same delays.
public struct Backoff: Sendable {
    private let minimum: Duration
    private let initial: Duration
    private let maximum: Duration
    private var ceiling: Duration
    private var generator: SplitMix64

    /// Traps unless `minimum` ≤ `initial` ≤ `maximum` and `minimum` is more than zero.
    ///
    /// - Parameters:
    ///   - minimum: No delay is shorter.
    ///   - initial: The ceiling of the first delay.
    ///   - maximum: The ceiling does not grow beyond it.
    ///   - seed: Where the random sequence begins; give each peer its own.
    public init(
        minimum: Duration = .milliseconds(100), initial: Duration = .seconds(1), maximum: Duration = .seconds(30),
        seed: UInt64
    ) {
        precondition(
            .zero < minimum && minimum <= initial && initial <= maximum,
            "a back-off's minimum, initial and maximum rise")
        self.minimum = minimum
        self.initial = initial
        self.maximum = maximum
        self.ceiling = initial
        generator = SplitMix64(seed: seed)
    }

    /// The delay before the next attempt, whole milliseconds from the minimum up to the current ceiling.
    public mutating func next() -> Duration {
        let room = (ceiling - minimum) / Duration.milliseconds(1)
        let delay = minimum + .milliseconds(Int64(generator.nextFraction() * (room.rounded(.down) + 1)))
        ceiling = min(ceiling * 2, maximum)
        return min(delay, maximum)
    }

    /// An attempt succeeded: the next delay starts from the initial ceiling again.
    public mutating func reset() { ceiling = initial }
}
