/// How much may wait to be sent on one connection, in bytes, without what the kernel has taken.
public struct WriteLimits: Hashable, Sendable {
    /// At or below it a connection is writable again.
    public let low: Int
    /// Above it `write` returns false: the caller should wait for `connectionDidBecomeWritable`.
    public let high: Int
    /// Above it the connection is closed with `.writeQueueFull`.
    public let hard: Int

    /// Traps unless 0 ≤ `low` ≤ `high` ≤ `hard`. A single write has to fit within `hard`.
    public init(low: Int = 256 << 10, high: Int = 1 << 20, hard: Int = 64 << 20) {
        precondition(0 <= low && low <= high && high <= hard, "write limits rise from low to hard")
        self.low = low
        self.high = high
        self.hard = hard
    }
}
