import CommandLine
import Foundation
import JSON
import Testing

@testable import Bench

@Suite("Report")
struct ReportTests {
    private static let conditions = Conditions(
        commit: "abc1234", date: "2026-11-20T15:00:00Z", cpuCount: 2, cpuModel: "a CPU", loadAtStart: 0.25)

    @Test(
        "A goal is met at its limit and missed beyond it",
        arguments: [
            (Goal.atMost(5), 5.0, true), (.atMost(5), 5.1, false), (.atLeast(3), 3.0, true), (.atLeast(3), 2.9, false),
        ])
    func goals(goal: Goal, value: Double, isMet: Bool) {
        #expect(goal.isMet(by: value) == isMet)
    }

    @Test("Times that are only for orientation are never missed")
    func orientation() {
        let report = Report(
            conditions: Self.conditions,
            figures: [
                Figure("a", 9, "ms", goal: .atMost(5).orientation), Figure("b", 9, "×", goal: .atMost(5)),
                Figure("c", 1, "×", goal: .atMost(5)), Figure("d", 1, "ms"),
            ])
        #expect(report.missed.map(\.name) == ["b"])
    }

    @Test("Of what is measured twice the better counts: the greater rate, the shorter time")
    func repeated() {
        var report = Report(
            conditions: Self.conditions, figures: [Figure("rate", 2e6, "flow_mods/s"), Figure("time", 4, "ms")])
        report.add(repeated: [Figure("rate", 3e6, "flow_mods/s"), Figure("time", 5, "ms"), Figure("new", 1, "MB")])
        report.add(repeated: [Figure("rate", 1e6, "flow_mods/s"), Figure("time", 3, "ms")])
        #expect(report.figures.map(\.name) == ["rate", "time", "new"])
        #expect(report.figures.map(\.value) == [3e6, 3, 1])
    }

    @Test(
        "Numbers have three significant digits, or all before the point",
        arguments: [(3.0, "3"), (0.01234, "0.012"), (2.345, "2.35"), (23.45, "23.4"), (2345.6, "2346"), (0, "0")])
    func numbers(value: Double, text: String) {
        #expect(Report.text(value) == text)
    }

    @Test("The table says for each figure whether its goal is met")
    func table() {
        let report = Report(
            conditions: Self.conditions,
            figures: [
                Figure("x.p50", 4.5, "ms", goal: .atMost(5).orientation, note: "a note"),
                Figure("x.ratio", 7, "×", goal: .atMost(5)), Figure("x.size", 2, "MB"),
            ])
        #expect(
            report.table.render() == """
                FIGURE   VALUE  UNIT  GOAL               MET  NOTE
                x.p50    4.50   ms    ≤ 5 (orientation)  yes  a note
                x.ratio  7      ×     ≤ 5                NO   -
                x.size   2      MB    -                  -    -

                """)
    }

    @Test("The JSON form holds the circumstances and, with each figure, its goal")
    func json() {
        var report = Report(conditions: Self.conditions, figures: [Figure("x", 7, "×", goal: .atMost(5))])
        report.conditions.loadAtEnd = 0.5
        let json = report.json
        #expect(json["commit"]?.string == "abc1234")
        #expect(json["loadAtEnd"]?.double == 0.5)
        let figure = json["figures"]?.array?.first
        #expect(figure?["isMet"]?.bool == false)
        #expect(figure?["goal"]?["comparison"]?.string == "at-most")
        #expect(figure?["goal"]?["limit"]?.double == 5)
    }

    @Test("Figures are kept under the commit and the time, in a directory that is made")
    func file() throws {
        let report = Report(conditions: Self.conditions, figures: [Figure("x", 7.5, "ms")])
        #expect(report.defaultFile == "bench-results/abc1234-20261120T150000.json")
        let directory = FileManager.default.temporaryDirectory.appending(path: "weft-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "some/figures.json").path
        try report.write(to: file)
        let kept = try JSONParser.parse(Array(Data(contentsOf: URL(fileURLWithPath: file))))
        #expect(kept == report.json)
    }
}
