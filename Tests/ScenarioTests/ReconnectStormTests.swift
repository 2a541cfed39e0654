import AttackTable
import Foundation
import JSON
import Lab
import Testing

extension Scenarios {
    @Suite("A thousand hosts at once")
    struct ReconnectStormTests {
        /// `weft-bench` runs the hosts as a process of their own, on sockets, and weftd as it is shipped.
        @Test(
            "A thousand hosts that lose their connections together, or whose controller restarts, are in sync soon, and get nothing",
            .covers(.d6))
        func storm() throws {
            let file = "/tmp/weft-storm-\(getpid()).json"
            defer { try? FileManager.default.removeItem(atPath: file) }
            let process = Process()
            process.executableURL = URL(filePath: "\(Programs.directory)/weft-bench")
            process.arguments = [
                "reconnect-storm", "--force", "--fleet", "1000", "--nics", "4", "--rest", "1s", "--lab",
                "storm-\(getpid())", "--json",
                file,
            ]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            let report = try JSONParser.parse(String(contentsOfFile: file, encoding: .utf8))
            func figure(_ name: String) throws -> Double {
                let figure = report["figures"]?.array?.first { $0["name"]?.string == name }
                return try #require(figure?["value"]?.double, "\(name)")
            }
            for event in ["storm", "restart"] {
                // Five seconds are the benchmark's goal; a machine at half its speed is no failure.
                #expect(try figure("fleet.\(event).ready") <= 10)
                #expect(try figure("fleet.\(event).memory") <= 2)
                #expect(try figure("fleet.\(event).sent") == 0)
            }
            func text(_ name: String) throws -> String { String(format: "%.2f", try figure(name)) }
            measured(
                "1000 hosts on sockets: in sync \(try text("fleet.storm.ready")) s after all were lost at once and \(try text("fleet.restart.ready")) s after weftd's start, 0 flow_mods sent, memory at most \(try text("fleet.storm.memory")) and \(try text("fleet.restart.memory")) × what it was"
            )
        }
    }
}
