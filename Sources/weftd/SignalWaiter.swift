import Glibc

/// Signals that are waited for instead of being delivered.
struct SignalWaiter {
    enum Event { case stop, reload, timeout }

    private var signals = sigset_t()

    /// Blocks the signals in this thread and in all that it starts.
    init() {
        sigemptyset(&signals)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // A peer that closes its end is an error of that write, not of the process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for one of them, or until the time is over.
    func wait(atMost seconds: Int) -> Event {
        var set = signals
        var time = timespec(tv_sec: seconds, tv_nsec: 0)
        switch sigtimedwait(&set, nil, &time) {
        case SIGTERM, SIGINT: return .stop
        case SIGHUP: return .reload
        default: return .timeout
        }
    }
}
