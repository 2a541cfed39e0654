import Foundation
import Testing

/// Allocations are counted by the program alone, which stands before the allocator.
@Suite("Allocations")
struct AllocationTests {
    @Test("No message allocates more than what it holds")
    func gate() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "weft-bench-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(filePath: own).deletingLastPathComponent().appending(path: "weft-bench")
        process.arguments = ["codec", "ovsdb", "--force", "--json", file.path()]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let figures = try #require(report["figures"] as? [[String: Any]])
        let counts = figures.filter { ($0["name"] as? String)?.hasSuffix(".allocations") == true }
        #expect(counts.count == 7)
        for count in counts { #expect(count["isMet"] as? Bool == true, "\(count)") }
    }
}
