import Glibc
import Store

/// A failing disk for tests, see "Killed at a point" in docs/architecture.md. Nothing happens unless `WEFTD_DISK_FAULT`
/// names a fault and a file; the disk has that fault while the file is there.
enum DiskFault {
    private static let faults: [String: FaultyDisk.Fault] = [
        "error": .failing(after: 0), "slow": .slow(.seconds(10)),
    ]

    /// `error:PATH`: writes and waits fail with EIO. `slow:PATH`: a wait for the disk takes ten seconds more.
    static func fromEnvironment() throws -> FaultyDisk? {
        guard let text = ProcessEnvironment.variables["WEFTD_DISK_FAULT"] else { return nil }
        let words = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard words.count == 2, let fault = faults[words[0]] else {
            throw StartError("usage", "WEFTD_DISK_FAULT: no fault `\(text)`")
        }
        return FaultyDisk(fault, while: { access(words[1], F_OK) == 0 })
    }
}
