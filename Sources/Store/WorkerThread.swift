import Glibc
import Synchronization

/// One operating-system thread that runs a body and can be waited for.
final class WorkerThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let thread: Mutex<pthread_t?>

    init(_ run: @escaping @Sendable () -> Void) throws(StoreError) {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            throw StoreError(.system, "cannot start a thread: \(String(cString: strerror(result)))")
        }
        self.thread = Mutex(thread)
    }

    /// Waits until the body has returned. Calls after the first return at once; on the thread itself nobody waits.
    func join() {
        let waited = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let waited else { return }
        if pthread_equal(waited, pthread_self()) != 0 {
            pthread_detach(waited)
        } else {
            pthread_join(waited, nil)
        }
    }
}
