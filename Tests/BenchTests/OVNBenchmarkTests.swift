import Testing

@testable import Bench

@Suite("OVN beside Weft")
struct OVNBenchmarkTests {
    private static let report = """
        {"peer": "ovn", "version": "23.03.1", "shape": {}, "figures": [
          {"name": "cold", "value": 3100.5, "unit": "ms", "note": "73000 flows"},
          {"name": "nic-added.p50", "value": 126, "unit": "ms", "note": ""},
          {"name": "rule-added.p50", "value": 74, "unit": "ms"}]}
        """

    @Test("Its figures are taken with OVN's name before theirs")
    func figures() throws {
        let figures = try OVNBenchmark.figures(in: Array(Self.report.utf8))
        #expect(figures.map(\.name) == ["ovn.cold", "ovn.nic-added.p50", "ovn.rule-added.p50"])
        #expect(figures.map(\.value) == [3100.5, 126, 74])
        #expect(figures[0].note == "OVN 23.03.1; 73000 flows")
    }

    @Test("What Weft was measured to do too is compared")
    func ratios() throws {
        let theirs = try OVNBenchmark.figures(in: Array(Self.report.utf8))
        let ratios = OVNBenchmark.ratios(theirs, [Figure("change.nic-added.p50", 10, "ms"), Figure("other", 1, "ms")])
        #expect(ratios.map(\.name) == ["ovn.nic-added.p50.to-weft"])
        #expect(ratios.map(\.value) == [12.6])
        #expect(ratios.allSatisfy { $0.isMet == true })
    }

    @Test("A report without figures is an error", arguments: ["{}", #"{"version":"1"}"#, "[", ""])
    func broken(report: String) {
        #expect(throws: (any Error).self) { try OVNBenchmark.figures(in: Array(report.utf8)) }
    }
}
