import CUV
import NetworkTypes

/// Something that the loop does later; `EventLoop.schedule` makes it. The loop keeps it alive until it fires or is
/// cancelled, so it may be dropped.
///
/// `@unchecked Sendable`: used on the loop thread only, which is checked.
public final class LoopTimer: UVHandleOwner, @unchecked Sendable {
    private let loop: EventLoop
    private var handle: UVHandle?
    private var work: (() -> Void)?
    private let isRepeating: Bool

    init(on loop: EventLoop, after delay: Duration, every interval: Duration?, _ work: @escaping () -> Void) {
        self.loop = loop
        self.isRepeating = interval != nil
        guard !loop.isStopping else { return }
        let handle = UVHandle.timer(on: loop.uvLoop)
        handle.owner = self
        self.handle = handle
        self.work = work
        // libuv counts whole milliseconds from its own, cached time: the deadline is rounded up, not the delay.
        uv_update_time(loop.uvLoop)
        let deadline = (loop.now + delay).nanoseconds.roundedUpToMilliseconds
        let started = uv_now(loop.uvLoop)
        let pause = interval.map { (MonotonicTime(nanoseconds: 0) + $0).nanoseconds.roundedUpToMilliseconds } ?? 0
        uv_timer_start(
            handle.timer, { UVHandle.owner(of: $0, as: LoopTimer.self)?.fire() },
            deadline > started ? deadline - started : 0, pause)
    }

    /// Whether it is still going to fire.
    public var isScheduled: Bool {
        loop.requireLoopThread()
        return work != nil
    }

    /// Keeps the timer from firing (again). More calls do nothing.
    public func cancel() {
        loop.requireLoopThread()
        work = nil
        handle?.close()
    }

    private func fire() {
        let work = work
        if !isRepeating { cancel() }
        work?()
    }

    func loopIsStopping() { cancel() }
    func handleDidClose() { handle = nil }
}

extension UInt64 {
    fileprivate var roundedUpToMilliseconds: UInt64 { self / 1_000_000 + (self % 1_000_000 == 0 ? 0 : 1) }
}
