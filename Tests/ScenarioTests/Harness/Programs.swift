import Foundation

/// The programs under test, which lie beside the test bundle, and the repository that they were built from.
enum Programs {
    /// The build directory: that of this very process.
    static let directory: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().path
    }()

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path

    static var weftd: String { "\(directory)/weftd" }
    static var weft: String { "\(directory)/weft" }

    /// `scripts/demo` runs what `scripts/build` has built, so its tests need that to be this build.
    static var isReleaseBuild: Bool {
        URL(fileURLWithPath: "\(repository)/.build/release").resolvingSymlinksInPath().path
            == URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
    }

    /// What scenarios need besides a lab and is not there; nil when all is.
    static func missing() -> String? {
        let manager = FileManager.default
        let built = ["weftd", "weft", "weft-lab"].filter { !manager.isExecutableFile(atPath: "\(directory)/\($0)") }
        guard built.isEmpty else { return "not built beside the tests: \(built.joined(separator: ", "))" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let tools = ["ovs-ofctl", "ovsdb-client", "tcpdump", "python3", "ping"].filter { tool in
            !path.contains { manager.isExecutableFile(atPath: "\($0)/\(tool)") }
        }
        return tools.isEmpty ? nil : "not installed: \(tools.joined(separator: ", "))"
    }
}
