import CUV
import Glibc
import Synchronization

/// One thread that waits for sockets and timers and runs what is to be done about them.
///
/// Sockets, listeners and timers belong to their loop's thread: they are made, used and called back there, and a call
/// from another thread traps. Only `start`, `stop`, `execute`, `isOnLoopThread` and `now` may be called from anywhere:
///
///     let loop = EventLoop()
///     try loop.start()
///     loop.execute { … loop.listen(…) … }
///     loop.stop()
///
/// A loop that was started has to be stopped; its thread keeps it alive until then.
///
/// `@unchecked Sendable`: `inbox`, `thread` and `threadID` guard themselves, `uvLoop` and the buffers never change
/// their address, and everything else is touched by the loop thread alone, which `requireLoopThread` checks.
public final class EventLoop: @unchecked Sendable {
    private enum Phase { case created, running, stopping, stopped }

    private struct Inbox {
        var phase = Phase.created
        var work: [@Sendable () -> Void] = []
        var wakeUp: UVHandle?
    }

    private let name: String
    private let inbox = Mutex(Inbox())
    private let thread = Mutex<NamedThread?>(nil)
    private let threadID = Atomic<UInt>(0)

    let uvLoop = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
    /// Where libuv reads to, for every connection in turn: each read is copied out before the next one begins.
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    /// Where small writes are put together, for every connection in turn.
    let writeBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    /// True on the loop thread from the moment that everything is being closed.
    private(set) var isStopping = false

    /// A loop that does not run yet. `name` is the thread's, as `ps -L` shows it; the kernel keeps 15 bytes.
    public init(name: String = "weft-loop") {
        self.name = name
    }

    deinit {
        uvLoop.deallocate()
        readBuffer.deallocate()
        writeBuffer.deallocate()
    }

    /// Starts the loop's thread. A loop is started once in its life: a second call traps.
    public func start() throws(EventLoopError) {
        precondition(inbox.withLock { $0.phase } == .created, "an event loop is started once")
        let status = uv_loop_init(uvLoop)
        guard status == 0 else { throw EventLoopError(status: status, "setting up the event loop") }
        let wakeUp: UVHandle
        do {
            wakeUp = try UVHandle.wakeUp(on: uvLoop) { UVHandle.owner(of: $0, as: WakeUp.self)?.loop.takeWork() }
        } catch {
            uv_loop_close(uvLoop)
            throw error
        }
        wakeUp.owner = WakeUp(loop: self, handle: wakeUp)
        inbox.withLock {
            $0.phase = .running
            $0.wakeUp = wakeUp
        }
        do {
            let started = try NamedThread(name: name) { [self] in runThread() }
            thread.withLock { $0 = started }
        } catch {
            inbox.withLock { $0.phase = .stopping }
            wakeUp.close()
            turnUntilEverythingIsClosed()
            throw error
        }
        // Work may have been handed in before.
        inbox.withLock { if let wakeUp = $0.wakeUp { uv_async_send(wakeUp.async) } }
    }

    /// Runs the work handed in so far, closes every socket and timer of the loop, and waits until its thread has ended.
    ///
    /// Connections hear `.loopStopped`, attempts to connect complete with that error, timers do not fire any more. Does
    /// nothing before `start` and after an earlier `stop`. Traps on the loop thread, which cannot wait for itself.
    public func stop() {
        precondition(!isOnLoopThread, "EventLoop.stop is called from another thread than the loop's")
        inbox.withLock {
            guard $0.phase == .running else { return }
            $0.phase = .stopping
            if let wakeUp = $0.wakeUp { uv_async_send(wakeUp.async) }
        }
        thread.withLock {
            $0?.join()
            $0 = nil
        }
    }

    /// Has the loop thread run `work` soon, in the order of the calls; from any thread, the loop's included.
    ///
    /// Returns false, and drops the work, once `stop` was called; work accepted before is run. The queue has no limit
    /// of its own, since only our own code fills it: hand in batches, not single messages.
    @discardableResult
    public func execute(_ work: @escaping @Sendable () -> Void) -> Bool {
        inbox.withLock {
            guard $0.phase == .created || $0.phase == .running else { return false }
            $0.work.append(work)
            // With more than one waiting, the wake-up of the first is still on its way. Inside the lock, because
            // stopping closes the handle.
            if $0.work.count == 1, let wakeUp = $0.wakeUp { uv_async_send(wakeUp.async) }
            return true
        }
    }

    /// Whether the caller runs on this loop's thread.
    public var isOnLoopThread: Bool { threadID.load(ordering: .relaxed) == UInt(uv_thread_self()) }

    func requireLoopThread(_ function: StaticString = #function) {
        precondition(isOnLoopThread, "\(function) is called on the loop thread")
    }

    // MARK: The loop thread

    private func runThread() {
        threadID.store(UInt(uv_thread_self()), ordering: .relaxed)
        // libuv writes with `write`, which raises SIGPIPE when the peer is gone. Blocked here it does no harm, and the
        // rest of the process keeps its own ways.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        turnUntilEverythingIsClosed()
        threadID.store(0, ordering: .relaxed)
    }

    private func turnUntilEverythingIsClosed() {
        uv_run(uvLoop, UV_RUN_DEFAULT)
        let status = uv_loop_close(uvLoop)
        precondition(status == 0, "every handle of an event loop is closed before it ends")
        inbox.withLock { $0.phase = .stopped }
    }

    private func takeWork() {
        let (batch, isLast) = inbox.withLock {
            let batch = $0.work
            $0.work = []
            // From here on nobody wakes a stopping loop, so that its handle can be closed.
            if $0.phase == .stopping { $0.wakeUp = nil }
            return (batch, $0.phase == .stopping)
        }
        for work in batch { work() }
        guard isLast, !isStopping else { return }
        isStopping = true
        UVHandle.stopAll(on: uvLoop)
    }
}

/// Owns the handle by which other threads wake the loop.
private final class WakeUp: UVHandleOwner {
    unowned let loop: EventLoop
    private unowned let handle: UVHandle

    init(loop: EventLoop, handle: UVHandle) {
        self.loop = loop
        self.handle = handle
    }

    func loopIsStopping() { handle.close() }
    func handleDidClose() {}
}
