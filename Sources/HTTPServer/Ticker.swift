import Glibc
import Synchronization

/// A thread that does something at an interval while there is something to do, and sleeps otherwise.
final class Ticker: Sendable {
    private final class Loop: @unchecked Sendable {
        // Unchecked: `isActive` and `isEnding` are only touched with `lock` held.
        private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        private var isActive = false
        private var isEnding = false

        init() {
            pthread_mutex_init(lock, nil)
            var attributes = pthread_condattr_t()
            pthread_condattr_init(&attributes)
            // By default waits are measured on the wall clock, which jumps.
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            pthread_cond_init(changed, &attributes)
            pthread_condattr_destroy(&attributes)
        }

        deinit {
            pthread_cond_destroy(changed)
            pthread_mutex_destroy(lock)
            changed.deallocate()
            lock.deallocate()
        }

        func activate() {
            pthread_mutex_lock(lock)
            if !isActive { pthread_cond_signal(changed) }
            isActive = true
            pthread_mutex_unlock(lock)
        }

        func end() {
            pthread_mutex_lock(lock)
            isEnding = true
            pthread_cond_signal(changed)
            pthread_mutex_unlock(lock)
        }

        /// Sleeps until it is active, then for one interval; false when it is time to end.
        func waitForTick(milliseconds: Int) -> Bool {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            while !isActive, !isEnding { pthread_cond_wait(changed, lock) }
            // Before the work, so that whoever activates during the work is not lost.
            isActive = false
            var deadline = timespec()
            clock_gettime(CLOCK_MONOTONIC, &deadline)
            deadline.tv_nsec += milliseconds % 1_000 * 1_000_000
            deadline.tv_sec += milliseconds / 1_000 + deadline.tv_nsec / 1_000_000_000
            deadline.tv_nsec %= 1_000_000_000
            while !isEnding, pthread_cond_timedwait(changed, lock, &deadline) != ETIMEDOUT {}
            return !isEnding
        }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let loop = Loop()
    private let thread: Mutex<pthread_t?>

    /// `work` runs on the thread; it returns whether to go on without being activated again.
    init(milliseconds: Int, work: @escaping @Sendable () -> Bool) throws(HTTPServerError) {
        let body = Unmanaged.passRetained(
            Body { [loop] in
                while loop.waitForTick(milliseconds: milliseconds) {
                    if work() { loop.activate() }
                }
            })
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        self.thread = Mutex(result == 0 ? thread : nil)
        guard result == 0 else {
            body.release()
            throw HTTPServerError(.system, "cannot start a thread: \(String(cString: strerror(result)))")
        }
    }

    func activate() { loop.activate() }

    /// Waits until `work` has returned for the last time. Idempotent; not to be called by `work`.
    func stop() {
        let waited = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let waited else { return }
        loop.end()
        pthread_join(waited, nil)
    }
}
