import Testing

@testable import Observability

@Suite struct LogFormatTests {
    private func record(_ level: LogLevel = .warning, _ metadata: [String: LogValue] = [:]) -> LogRecord {
        LogRecord(
            unixMilliseconds: 1_795_183_387_123, level: level, message: "the host is away", component: "sessions",
            metadata: metadata)
    }

    @Test("JSON has the record's own fields first, then metadata by key")
    func json() {
        let line = LogFormat.json.line(
            for: record(.warning, ["seconds": 10, "host": "kvm1", "ratio": 0.5, "retried": true, "level": "x"]))
        #expect(
            line == #"{"ts":"2026-11-20T14:03:07.123Z","level":"warning","msg":"the host is away","#
                + #""component":"sessions","host":"kvm1","_level":"x","ratio":0.5,"retried":true,"seconds":10}"# + "\n")
    }

    @Test("People read the time, the level, the component and key=value")
    func human() {
        let line = LogFormat.human.line(for: record(.info, ["host": "kvm1", "cause": "no route", "empty": "", "n": 3]))
        #expect(line == "14:03:07.123 info sessions: the host is away cause=\"no route\" empty=\"\" host=kvm1 n=3\n")
    }

    @Test("The journal gets the priority in front", arguments: zip(LogLevel.allCases, [7, 7, 6, 5, 4, 3]))
    func journal(level: LogLevel, priority: Int) {
        let line = LogFormat.journal.line(for: record(level))
        #expect(line == "<\(priority)>" + LogFormat.json.line(for: record(level)))
    }

    @Test("What a peer sent stays within its value, in every form", arguments: [LogFormat.human, .json, .journal])
    func hostile(format: LogFormat) {
        let line = format.line(for: record(.info, ["name": "a\"\\\n\u{1b}[2J\u{0}\u{9b}\u{202e}=\u{7f}b"]))
        #expect(
            line.hasSuffix("\n")
                && line.dropLast().unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(line.contains(#""a\"\\\n\u001b[2J\u0000\u009b\u202e=\u007fb""#))
    }

    @Test("Long values are cut")
    func long() {
        let line = LogFormat.json.line(for: record(.info, ["x": .text(String(repeating: "é", count: 100_000))]))
        #expect(line.utf8.count < 3_000)
        #expect(line.hasSuffix("é…\"}\n"))
    }

    @Test(
        "Numbers that JSON does not have are texts",
        arguments: [(Double.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan")])
    func numbers(number: Double, text: String) {
        #expect(LogFormat.json.line(for: record(.info, ["x": .number(number)])).contains("\"x\":\"\(text)\""))
    }

    @Test("The journal is recognised by the file, not by the variable alone")
    func journalStream() {
        #expect(LogFormat.isJournal("8:123", device: 8, inode: 123))
        #expect(!LogFormat.isJournal("8:124", device: 8, inode: 123))
        #expect(!LogFormat.isJournal(nil, device: 8, inode: 123))
    }

    @Test(
        "Moments are written in UTC, also at the edges of the calendar",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_799_999, "2000-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_767_225_599_999, "2025-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func moments(milliseconds: Int64, text: String) {
        #expect(timestamp(milliseconds) == text)
    }

    @Test("Levels have names", arguments: LogLevel.allCases)
    func levels(level: LogLevel) {
        #expect(LogLevel(name: level.name) == level)
        #expect(LogLevel(name: "loud") == nil)
    }
}
