import Glibc
import Synchronization

/// Where the records of all loggers of a program meet: rate limit, format, output.
public final class LogSink: Sendable {
    /// Records of one message in one second; what is more is counted and told in one record afterwards.
    public static let maximumPerSecond = 20

    private let format: LogFormat
    private let write: @Sendable (String) -> Void
    private let clock: @Sendable () -> LogTime
    private let limiter: Mutex<RateLimiter>

    public init(
        format: LogFormat,
        maximumPerSecond: Int = LogSink.maximumPerSecond,
        clock: @escaping @Sendable () -> LogTime = LogTime.now,
        write: @escaping @Sendable (String) -> Void = writeToStandardError
    ) {
        self.format = format
        self.write = write
        self.clock = clock
        limiter = Mutex(RateLimiter(maximumPerSecond: maximumPerSecond))
    }

    /// The standard error in the form that suits it.
    public static func standardError(environment: [String: String]) -> LogSink {
        LogSink(format: .forStandardError(environment: environment))
    }

    /// Tells of records that were left out, if their second is over. Every record does so too; call it now and then so
    /// that the last ones are told of in a quiet log.
    public func flush() {
        emit(at: clock(), nil)
    }

    func log(_ level: LogLevel, _ message: String, component: String, _ metadata: [String: LogValue]) {
        let time = clock()
        let record = LogRecord(
            unixMilliseconds: time.unixMilliseconds, level: level, message: message, component: component,
            metadata: metadata)
        emit(at: time, record)
    }

    private func emit(at time: LogTime, _ record: LogRecord?) {
        // Written with the lock held: lines stay in order.
        limiter.withLock { limiter in
            for suppressed in limiter.takeSuppressed(at: time.steadyMilliseconds) {
                let record = LogRecord(
                    unixMilliseconds: time.unixMilliseconds, level: suppressed.level,
                    message: "records were suppressed", component: suppressed.component,
                    metadata: ["of": .text(suppressed.message), "suppressed": .integer(Int64(suppressed.count))])
                write(format.line(for: record))
            }
            guard let record else { return }
            let isAdmitted = limiter.admit(
                record.message, component: record.component, level: record.level, at: time.steadyMilliseconds)
            if isAdmitted { write(format.line(for: record)) }
        }
    }
}

/// The time on two clocks: one for people, one that never jumps.
public struct LogTime: Hashable, Sendable {
    /// Since 1970-01-01 00:00 UTC.
    public var unixMilliseconds: Int64
    /// Since some moment; never goes back.
    public var steadyMilliseconds: Int64

    public init(unixMilliseconds: Int64, steadyMilliseconds: Int64) {
        self.unixMilliseconds = unixMilliseconds
        self.steadyMilliseconds = steadyMilliseconds
    }

    @Sendable public static func now() -> LogTime {
        LogTime(unixMilliseconds: milliseconds(CLOCK_REALTIME), steadyMilliseconds: milliseconds(CLOCK_MONOTONIC))
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
