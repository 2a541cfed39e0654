import Glibc

/// Time, for verbs that wait; tests let it pass at once.
public struct Pacing: Sendable {
    /// Time since any fixed moment.
    let now: @Sendable () -> Duration
    let sleep: @Sendable (Duration) -> Void

    public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's time.
    public static let real: Pacing = {
        let start = ContinuousClock.now
        return Pacing(
            now: { ContinuousClock.now - start },
            sleep: { duration in
                let parts = duration.components
                var pause = timespec(tv_sec: Int(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
                var rest = timespec()
                while nanosleep(&pause, &rest) != 0, errno == EINTR { pause = rest }
            })
    }()
}
