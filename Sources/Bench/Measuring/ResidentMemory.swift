import CMalloc
import Foundation

/// Memory of processes in megabytes (10⁶ bytes), as proc(5) has it.
enum ResidentMemory {
    /// A line of `/proc/PROCESS/status`, such as `VmRSS:`.
    static func megabytes(_ name: String, of process: String) throws -> Double {
        let file = "/proc/\(process)/status"
        let line = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").first { $0.hasPrefix(name) }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0.filter(\.isNumber)) })
        else { throw BenchError("\(file) has no \(name)") }
        return kilobytes * 1024 / 1e6
    }

    /// What this process uses: what the allocator holds for nobody is given back first.
    static func ofThisProcess() throws -> Double {
        malloc_trim(0)
        return try megabytes("VmRSS:", of: "self")
    }
}
