import Observability
import Synchronization
import Testing

@Suite struct LoggerTests {
    /// A sink that keeps its lines, on a clock that is set by hand.
    private final class Recorder: Sendable {
        let lines = Mutex<[String]>([])
        let now = Mutex<Int64>(0)

        func sink(maximumPerSecond: Int = LogSink.maximumPerSecond) -> LogSink {
            LogSink(
                format: .human, maximumPerSecond: maximumPerSecond,
                clock: { self.now.withLock { LogTime(unixMilliseconds: 0, steadyMilliseconds: $0) } },
                write: { line in self.lines.withLock { $0.append(String(line.dropFirst(13).dropLast())) } })
        }

        func take() -> [String] {
            lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
        }
    }

    @Test("Records below the level are left out, and their values are not even made")
    func level() {
        let recorder = Recorder()
        var logger = Logger(component: "core", level: .notice, sink: recorder.sink())
        func unwanted() -> [String: LogValue] {
            Issue.record("metadata was made for nothing")
            return [:]
        }
        logger.trace("x", unwanted())
        logger.debug("x", unwanted())
        logger.info("x", unwanted())
        logger.notice("a")
        logger.warning("b")
        logger.error("c")
        logger.level = .trace
        logger.trace("d")
        #expect(recorder.take() == ["notice core: a", "warning core: b", "error core: c", "trace core: d"])
    }

    @Test("A logger's metadata is in each record, the nearest value wins")
    func metadata() {
        let recorder = Recorder()
        let logger = Logger(component: "core", sink: recorder.sink()).with(["host": "kvm1", "n": 1])
        logger.component("sessions").with(["n": 2]).info("x", ["m": .of(3)])
        logger.info("y", ["n": "\(4)"])
        #expect(recorder.take() == ["info sessions: x host=kvm1 m=3 n=2", "info core: y host=kvm1 n=4"])
    }

    @Test("A flood of one message is cut and counted, others pass")
    func flood() {
        let recorder = Recorder()
        let sink = recorder.sink(maximumPerSecond: 2)
        let logger = Logger(component: "core", sink: sink)
        for _ in 0..<10 { logger.warning("flood") }
        logger.info("other")
        sink.flush()
        #expect(recorder.take() == ["warning core: flood", "warning core: flood", "info core: other"])
        recorder.now.withLock { $0 = 1_000 }
        logger.warning("flood")
        #expect(
            recorder.take() == ["warning core: records were suppressed of=flood suppressed=8", "warning core: flood"])
    }

    @Test("What was left out last is told by a flush, once")
    func flush() {
        let recorder = Recorder()
        let sink = recorder.sink(maximumPerSecond: 1)
        let logger = Logger(component: "core", sink: sink)
        for _ in 0..<3 { logger.info("flood") }
        _ = recorder.take()
        recorder.now.withLock { $0 = 999 }
        sink.flush()
        #expect(recorder.take().isEmpty)
        recorder.now.withLock { $0 = 1_000 }
        sink.flush()
        sink.flush()
        #expect(recorder.take() == ["info core: records were suppressed of=flood suppressed=2"])
    }
}
