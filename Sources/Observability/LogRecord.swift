/// One entry of the log.
public struct LogRecord: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public var unixMilliseconds: Int64
    public var level: LogLevel
    /// A constant sentence; values stand in `metadata`.
    public var message: String
    public var component: String
    public var metadata: [String: LogValue]

    public init(
        unixMilliseconds: Int64, level: LogLevel, message: String, component: String,
        metadata: [String: LogValue] = [:]
    ) {
        self.unixMilliseconds = unixMilliseconds
        self.level = level
        self.message = message
        self.component = component
        self.metadata = metadata
    }
}
