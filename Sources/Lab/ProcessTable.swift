import Glibc

/// Finds processes in `/proc`.
enum ProcessTable {
    /// What makes two paths the same file.
    struct FileIdentity: Hashable {
        let device: UInt
        let inode: UInt

        /// Nil when there is no such file.
        init?(_ path: String) {
            var info = stat()
            guard stat(path, &info) == 0 else { return nil }
            (device, inode) = (UInt(info.st_dev), UInt(info.st_ino))
        }
    }

    /// Processes that carry the lab's mark or are inside one of the namespaces; never this process or an ancestor of it.
    static func processes(lab: String, namespaces: Set<FileIdentity>) -> [pid_t] {
        let own = ancestry()
        return all().filter { pid in
            guard !own.contains(pid) else { return false }
            if isMarked(pid, lab: lab) { return true }
            return FileIdentity("/proc/\(pid)/ns/net").map(namespaces.contains) ?? false
        }
    }

    /// Whether the process was started by the lab. A process that has ended but was not waited for is not.
    static func isMarked(_ pid: pid_t, lab: String) -> Bool {
        let mark = Array("\(LabNames.processMark)=\(lab)".utf8)
        return readFile("/proc/\(pid)/environ").split(separator: 0).contains { $0.elementsEqual(mark) }
    }

    /// False when the process is gone, or holds nothing any more and only waits to be collected by its parent. While it
    /// dies it is alive: threads of a killed process end, and close its files and devices, one after the other.
    static func isAlive(_ pid: pid_t) -> Bool {
        guard let state = statistics(pid).first else { return false }
        return !["Z", "X"].contains(state) || listDirectory("/proc/\(pid)/task").count > 1
    }

    /// The name of the program that a process runs, at most 15 bytes.
    static func command(_ pid: pid_t) -> String {
        String(decoding: readFile("/proc/\(pid)/comm").filter { $0 != 0x0a }, as: UTF8.self)
    }

    private static func all() -> [pid_t] {
        listDirectory("/proc").compactMap { pid_t($0) }
    }

    private static func ancestry() -> Set<pid_t> {
        var result: Set<pid_t> = []
        var current = getpid()
        while current > 1, result.insert(current).inserted {
            let fields = statistics(current)
            current = fields.count > 1 ? pid_t(fields[1]) ?? 0 : 0
        }
        return result
    }

    /// The fields of `/proc/PID/stat` from the state on: state, parent and so on; none when the process is gone.
    private static func statistics(_ pid: pid_t) -> [String] {
        // pid (comm) state ppid …: comm may contain anything, so count from the last parenthesis.
        let text = String(decoding: readFile("/proc/\(pid)/stat"), as: UTF8.self)
        return text.split(separator: ")").last?.split(separator: " ").map(String.init) ?? []
    }
}

/// The entries of a directory, sorted, without `.` and `..`; none when it cannot be read.
func listDirectory(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// All bytes of a file, up to 16 MiB; none when it cannot be read. Works for `/proc`, whose files have no size.
func readFile(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 16 << 20 {
        let count = read(file, &chunk, chunk.count)
        guard count > 0 else { break }
        bytes += chunk[..<count]
    }
    return bytes
}
