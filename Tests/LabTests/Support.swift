import Glibc
import Lab
import Synchronization
import Testing

/// Why tests with real labs are skipped here; nil where they run.
let labObstacle = Lab.missingPrerequisite()

extension Trait where Self == ConditionTrait {
    /// For tests that make namespaces and run Open vSwitch.
    static var needsLab: Self { .enabled(if: labObstacle == nil, "\(labObstacle ?? "")") }
}

private let counter = Mutex(0)

/// Gives `body` a lab of a name that nobody else uses, and removes it afterwards, however that ends.
func withLab(_ spec: LabSpec? = nil, _ body: (Lab) throws -> Void) throws {
    let number = counter.withLock { value in
        value += 1
        return value
    }
    let lab = try Lab(name: "test-\(getpid())-\(number)")
    do {
        if let spec { try lab.up(spec) }
        try body(lab)
    } catch {
        try? lab.down()
        throw error
    }
    try lab.down()
}

/// Everything with the lab's name that is left on the machine; empty after `down`.
func remains(of lab: Lab) -> [String] {
    var found = listing("/run/netns").filter { $0.hasPrefix("wl.\(lab.name).") }
    found += listing("/run/weft-lab").filter { $0.contains(lab.name) }
    for pid in listing("/proc").compactMap({ Int32($0) }) where pid != getpid() {
        // A process that only waits to be collected has neither an environment nor a command line.
        let text = contents("/proc/\(pid)/environ") + contents("/proc/\(pid)/cmdline")
        if text.contains("WEFT_LAB_PROCESS=\(lab.name)\0") || text.contains("/run/weft-lab/\(lab.name)/") {
            found.append("process \(pid): \(contents("/proc/\(pid)/comm"))")
        }
    }
    return found
}

/// Names in a directory.
func listing(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

func contents(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

extension Lab {
    /// Makes `br-int` of a host an ordinary learning switch, as no controller is there to do better.
    func installNormalFlow(_ host: String) throws {
        let result = try exec(.host(host), ["ovs-ofctl", "add-flow", "br-int", "actions=NORMAL"])
        try #require(result.status == 0, "\(result.stderr)")
    }

    /// What a command on a node prints, which must succeed.
    func output(_ node: LabNode, _ words: String) throws -> String {
        let result = try exec(node, words.split(separator: " ").map(String.init))
        try #require(result.status == 0, "\(words): \(result.stderr)")
        return result.stdout
    }

    func canPing(_ node: LabNode, _ address: String, count: Int = 1) throws -> Bool {
        try exec(node, ["ping", "-c", "\(count)", "-i", "0.2", "-W", "1", address]).status == 0
    }
}

func nic(_ vm: String, _ host: String, _ addresses: String..., tenant: String? = nil) throws -> LabNIC {
    LabNIC(vm: vm, host: host, addresses: try addresses.map { try InterfaceAddress($0) }, tenant: tenant)
}
