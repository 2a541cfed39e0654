/// How much a log record matters.
public enum LogLevel: Int, Comparable, CaseIterable, Sendable {
    /// Every step; for hunting one fault.
    case trace
    case debug
    /// What an operator wants to read back later.
    case info
    /// Unusual, and worth a look at some time.
    case notice
    case warning
    case error

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public var name: String { "\(self)" }

    /// As in configuration files and flags.
    public init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    /// The journal's priority (syslog(3)): 7 debug … 3 error.
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        }
    }
}
