import CMalloc
import Foundation

/// The memory of this process that is in use: what the allocator holds for nobody is given back before it is looked at.
enum ResidentMemory {
    static func megabytes() -> Double {
        malloc_trim(0)
        let words = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return words.count > 1 ? (Double(words[1]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6 : 0
    }
}
