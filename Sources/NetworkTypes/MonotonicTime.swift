/// A point on the monotonic clock, in nanoseconds since an origin of the process's own.
///
/// The core and the protocol machines never read a clock: whoever calls them says what time it is.
@frozen
public struct MonotonicTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let nanoseconds: UInt64

    @inlinable
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    @inlinable
    public init(seconds: UInt64) { self.init(nanoseconds: seconds &* 1_000_000_000) }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Adds a duration that is not negative.
    public static func + (time: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        precondition(seconds >= 0 && attoseconds >= 0, "a time-out is not negative")
        return Self(
            nanoseconds: time.nanoseconds &+ UInt64(seconds) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000))
    }

    /// The duration from `earlier` to `later`; zero when they are the other way round.
    public static func - (later: Self, earlier: Self) -> Duration {
        later > earlier ? .nanoseconds(Int64(clamping: later.nanoseconds - earlier.nanoseconds)) : .zero
    }

    public var description: String { "\(nanoseconds) ns" }
}
