/// Counts records by message and says which are too many. Its size is bounded by the messages of the program, which are
/// constants.
struct RateLimiter {
    private struct Window {
        var level: LogLevel
        var component: String
        var start: Int64
        var count = 0
        var suppressed = 0
    }

    /// Records of one message that were left out.
    struct Suppressed: Equatable {
        let message: String
        let component: String
        let level: LogLevel
        let count: Int
    }

    private static let windowMilliseconds: Int64 = 1_000
    private let maximumPerWindow: Int
    private var windows: [String: Window] = [:]
    /// Messages that have left-out records nobody has told of, in order of their first.
    private var owing: [String] = []

    init(maximumPerSecond: Int) {
        maximumPerWindow = maximumPerSecond
    }

    /// Whether a record may be written. `milliseconds` never goes back.
    mutating func admit(_ message: String, component: String, level: LogLevel, at milliseconds: Int64) -> Bool {
        var window = windows[message] ?? Window(level: level, component: component, start: milliseconds)
        if milliseconds - window.start >= Self.windowMilliseconds {
            (window.start, window.count) = (milliseconds, 0)
        }
        defer { windows[message] = window }
        guard window.count < maximumPerWindow else {
            if window.suppressed == 0 { owing.append(message) }
            window.suppressed += 1
            return false
        }
        window.count += 1
        return true
    }

    /// What was left out in windows that are over, each told once.
    mutating func takeSuppressed(at milliseconds: Int64) -> [Suppressed] {
        guard !owing.isEmpty else { return [] }
        var result: [Suppressed] = []
        owing.removeAll { message in
            guard let window = windows[message], milliseconds - window.start >= Self.windowMilliseconds else {
                return false
            }
            result.append(
                Suppressed(
                    message: message, component: window.component, level: window.level, count: window.suppressed))
            windows[message]?.suppressed = 0
            return true
        }
        return result
    }
}
