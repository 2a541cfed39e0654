/// Writes log records for one part of a program. A small value: pass it on, add what is known.
///
/// ```swift
/// let logger = Logger(component: "sessions", sink: sink).with(["host": "kvm1"])
/// logger.warning("the host is away", ["seconds": 10])
/// ```
public struct Logger: Sendable {
    public let component: String
    /// Records below it are left out.
    public var level: LogLevel
    private let sink: LogSink
    private var metadata: [String: LogValue] = [:]

    public init(component: String, level: LogLevel = .info, sink: LogSink) {
        self.component = component
        self.level = level
        self.sink = sink
    }

    /// A logger for another part, with the same level and metadata.
    public func component(_ component: String) -> Logger {
        var logger = Logger(component: component, level: level, sink: sink)
        logger.metadata = metadata
        return logger
    }

    /// A logger that adds metadata to every record.
    public func with(_ metadata: [String: LogValue]) -> Logger {
        var logger = self
        logger.metadata.merge(metadata) { _, new in new }
        return logger
    }

    /// The message is a constant: it is what records are found, counted and limited by. Values go into metadata, which
    /// is only made when the level is wanted.
    public func log(
        _ level: LogLevel, _ message: StaticString, _ metadata: @autoclosure () -> [String: LogValue] = [:]
    ) {
        guard level >= self.level else { return }
        let all = self.metadata.merging(metadata()) { _, new in new }
        sink.log(level, message.description, component: component, all)
    }

    /// A record that was made elsewhere; its message must be one of a fixed set all the same.
    public func relay(_ level: LogLevel, _ message: String, _ metadata: [String: LogValue]) {
        guard level >= self.level else { return }
        sink.log(level, message, component: component, self.metadata.merging(metadata) { _, new in new })
    }

    public func trace(_ message: StaticString, _ metadata: @autoclosure () -> [String: LogValue] = [:]) {
        log(.trace, message, metadata())
    }

    public func debug(_ message: StaticString, _ metadata: @autoclosure () -> [String: LogValue] = [:]) {
        log(.debug, message, metadata())
    }

    public func info(_ message: StaticString, _ metadata: @autoclosure () -> [String: LogValue] = [:]) {
        log(.info, message, metadata())
    }

    public func notice(_ message: StaticString, _ metadata: @autoclosure () -> [String: LogValue] = [:]) {
        log(.notice, message, metadata())
    }

    public func warning(_ message: StaticString, _ metadata: @autoclosure () -> [String: LogValue] = [:]) {
        log(.warning, message, metadata())
    }

    public func error(_ message: StaticString, _ metadata: @autoclosure () -> [String: LogValue] = [:]) {
        log(.error, message, metadata())
    }
}
