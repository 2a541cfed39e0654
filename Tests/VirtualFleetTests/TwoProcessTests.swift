import Foundation
import OpenFlow
import Testing

/// Sets and dictionaries have another order in every process, as the standard library seeds its hashes anew. What comes of a
/// schedule must not depend on it.
@Suite("Two processes", .enabled(if: VirtualFleet.isAvailable, Comment(rawValue: VirtualFleet.absence)))
struct TwoProcessTests {
    /// Set for the second process, which prints its outcome and ends.
    private static let variable = "WEFT_FLEET_OUTCOME"
    private static let mark = "outcome of the schedule: "

    @Test("The same seed gives the same course of events and the same flows", arguments: [31, 32, 33] as [UInt64])
    func outcomes(seed: UInt64) throws {
        let own = try FleetSchedule(seed: seed).run().text
        if ProcessInfo.processInfo.environment[Self.variable] != nil {
            print("\n\(Self.mark)\(seed) \(own)")
            return
        }
        #expect(try Self.outcomesOfAnotherProcess().contains("\(seed) \(own)"))
    }

    private static func outcomesOfAnotherProcess() throws -> [String] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--filter", "TwoProcessTests", "--testing-library", "swift-testing"]
        process.environment = ProcessInfo.processInfo.environment.merging([variable: "1"]) { $1 }
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return output.split(separator: "\n").filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    }
}

extension FleetSchedule.Outcome {
    /// The same in every process, in a line.
    var text: String {
        // FNV-1a, since the standard library's hashes differ.
        let flows = flows.map { $0.map { "\($0)" }.joined(separator: "\n") }.joined(separator: "\n\n")
        let hash = flows.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\(happenings) events, revision \(revision), flows \(String(hash, radix: 16))"
    }
}
