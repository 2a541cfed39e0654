import CUV
public import NetworkTypes

extension EventLoop {
    /// The monotonic clock now, in nanoseconds; every loop of the process reads the same clock. From any thread.
    public var now: MonotonicTime { MonotonicTime(nanoseconds: uv_hrtime()) }

    /// Runs `work` on the loop thread once `delay` has passed, never earlier, and then every `interval` when one is
    /// given. Timers that are due together run in the order of their deadlines, equal ones as they were scheduled.
    ///
    /// The clock's step is a millisecond. A loop that is stopping returns a timer that never fires.
    @discardableResult
    public func schedule(
        after delay: Duration, every interval: Duration? = nil, _ work: @escaping () -> Void
    ) -> LoopTimer {
        requireLoopThread()
        precondition(delay >= .zero, "a timer's delay is not negative")
        precondition(interval.map { $0 > .zero } ?? true, "a timer's interval is more than zero")
        return LoopTimer(on: self, after: delay, every: interval, work)
    }
}
