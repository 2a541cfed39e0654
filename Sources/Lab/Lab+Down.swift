import Foundation
import Glibc

extension Lab {
    /// Removes the lab: processes, namespaces with everything in them, and files.
    ///
    /// Works by names and marks alone, so it does not matter whether the state is lost, an operation was killed half way,
    /// or somebody started further processes inside. Does nothing when there is no lab.
    public func down() throws(LabError) {
        let lock = try LabLock(names)
        defer { withExtendedLifetime(lock) {} }
        try removeEverything()
        lock.removeFile()
    }

    /// Names of all labs that have left anything on this machine, sorted.
    public static func all() -> [String] {
        let directories = listDirectory(LabNames.root).filter { !$0.hasPrefix(".") }
        let namespaces = listDirectory(LabNames.namespaceRoot).compactMap { name -> String? in
            let parts = name.split(separator: ".")
            return parts.count > 2 && parts[0] == "wl" ? String(parts[1]) : nil
        }
        return Set(directories + namespaces).sorted()
    }

    func removeEverything() throws(LabError) {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            // A killed command may have made something after we looked: look until there is nothing.
            let namespaces = listDirectory(LabNames.namespaceRoot).filter { $0.hasPrefix(names.namespacePrefix) }
            let isIdle = try killProcesses(in: namespaces, alsoMarked: true, until: deadline)
            if namespaces.isEmpty, isIdle { break }
            try batch(namespaces.map { "netns del \($0)" }, isForced: true)
            guard ContinuousClock.now < deadline else {
                throw LabError(.timedOut, "namespaces of lab \(name) cannot be removed: \(namespaces)")
            }
        }
        try removeTree(names.directory)
    }

    /// Kills the processes in namespaces, and with `alsoMarked` those that the lab started elsewhere. Returns true when
    /// there were none.
    @discardableResult
    func killProcesses(
        in namespaces: [String], alsoMarked: Bool = false, until deadline: ContinuousClock.Instant
    ) throws(LabError) -> Bool {
        let identities = Set(
            namespaces.compactMap { ProcessTable.FileIdentity("\(LabNames.namespaceRoot)/\($0)") })
        var killed: Set<pid_t> = []
        while true {
            // No process has an empty lab name as its mark.
            let found = ProcessTable.processes(lab: alsoMarked ? name : "", namespaces: identities)
            for pid in found { Glibc.kill(pid, SIGKILL) }
            killed.formUnion(found)
            let remaining = killed.filter(ProcessTable.isAlive).sorted()
            if found.isEmpty, remaining.isEmpty { return killed.isEmpty }
            guard ContinuousClock.now < deadline else {
                throw LabError(.timedOut, "processes of lab \(name) do not end: \(remaining)")
            }
            usleep(2_000)
        }
    }

    func removeTree(_ path: String) throws(LabError) {
        guard access(path, F_OK) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw LabError(.commandFailed, "\(path): \(error.localizedDescription)")
        }
    }
}
