import Foundation
import OpenFlow
import Testing

@Suite("weft openflow decode, the program")
struct DecodingProgramTests {
    /// More memory than this it is not given: a tenth of what it reads and writes.
    private static let memoryLimit = 200 << 20
    private static let lines = ProcessInfo.processInfo.environment["WEFT_NIGHTLY"] == "1" ? 4_000_000 : 600_000

    @Test("Lines without end are answered as they come, in memory that does not grow with them")
    func stream() throws {
        let flow = try Flow(
            text: "table=3,priority=7,tcp,in_port=2,nw_src=10.0.0.0/8,tp_dst=80,actions=set_field:5->reg1,output:4")
        let message = Message.flowModification(FlowModification(.add, flow)).encoded(version: .v1_5, xid: 9)
        let hex = message.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(filePath: own).deletingLastPathComponent().appending(path: "weft").path()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            "-c",
            """
            yes "$1" | head -n "$2" | (ulimit -v "$3"; exec "$0" openflow decode) |
                awk 'NR == 1 { first = $0; print } $0 != first { other++ } { bytes += length($0) } END { print NR, other + 0, bytes }'
            exit "${PIPESTATUS[2]}"
            """,
            program, hex, "\(Self.lines)", "\(Self.memoryLimit >> 10)",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let answers = output.split(separator: "\n")
        try #require(answers.count == 2, "\(output)")
        #expect(answers[0].contains(#""ok":true"#) && answers[0].contains(#""hex":"\#(hex)""#))
        let totals = answers[1].split(separator: " ").compactMap { Double($0) }
        #expect(totals.prefix(2) == [Double(Self.lines), 0], "so many lines, all alike")
        let read = Double(Self.lines * (hex.utf8.count + 1))
        #expect((totals.last ?? 0) + read > Double(Self.memoryLimit), "more than it could have kept")
    }
}
