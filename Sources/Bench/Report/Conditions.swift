import Foundation
import Glibc

/// Under which circumstances was measured.
public struct Conditions: Hashable, Sendable {
    public let commit: String
    /// ISO 8601, UTC.
    public let date: String
    public let cpuCount: Int
    public let cpuModel: String
    /// The load average of one minute before and after.
    public let loadAtStart: Double
    public var loadAtEnd: Double?
    /// As the switch describes itself, once one was asked.
    public var openVSwitch: String?

    /// The circumstances now.
    public static func now(commit: String) -> Conditions {
        Conditions(
            commit: commit, date: Date().formatted(.iso8601), cpuCount: ProcessInfo.processInfo.activeProcessorCount,
            cpuModel: cpuModelOfThisMachine(), loadAtStart: loadAverage())
    }

    /// The load average of the last minute.
    public static func loadAverage() -> Double {
        var average = 0.0
        return getloadavg(&average, 1) == 1 ? average : 0
    }

    private static func cpuModelOfThisMachine() -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let model = line?.split(separator: ":", maxSplits: 1).last ?? "unknown"
        return model.trimmingCharacters(in: .whitespaces)
    }
}

extension Conditions {
    /// Above this load figures say more about the rest of the machine than about Weft.
    public static let largestQuietLoad = 1.5

    /// Waits until the machine is quiet. False when it still is not after `patience`.
    public static func waitUntilQuiet(_ patience: Duration) -> Bool {
        let deadline = ContinuousClock.now + patience
        while loadAverage() > largestQuietLoad {
            guard ContinuousClock.now < deadline else { return false }
            usleep(500_000)
        }
        return true
    }
}
