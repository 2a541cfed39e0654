import Foundation
import JSON

/// OVN with the same shape on the same machine, and how many times as much as Weft it needs.
///
/// A script measures it (`bench/README.md` says what exactly, and what it does not say): it downloads OVN's packages, which
/// takes the package mirror, and uses Open vSwitch with dummy datapaths as the hosts of `HostsBenchmark` do.
public struct OVNBenchmark {
    private let script: String
    private let arguments: [String]

    /// - Parameter isWhole: every chassis reads the whole southbound database (`ovn-monitor-all`).
    public init(
        script: String = "bench/ovn.py", hosts: Int, nicsPerHost: Int, networks: Int, repetitions: Int,
        isWhole: Bool = false
    ) {
        self.script = script
        arguments =
            ["--hosts", "\(hosts)", "--nics", "\(nicsPerHost)", "--networks", "\(networks)"]
            + ["--repetitions", "\(repetitions)"] + (isWhole ? ["--monitor-all"] : [])
    }

    /// Whether OVN is there or could be fetched; the script says itself why not.
    public func prepare() throws -> Bool { try Self.run(script, ["--prepare-only"]) != nil }

    /// OVN's figures under `ovn`, and for what Weft was measured to do in this run too (`figures`), the ratio.
    public func run(beside figures: [Figure]) throws -> [Figure] {
        guard let output = try Self.run(script, arguments) else { throw BenchError("\(script) failed") }
        let found = try Self.figures(in: output)
        return found + Self.ratios(found, figures)
    }

    /// What Weft's figures are called, by OVN's.
    private static let counterparts = [
        "cold": "cold.weft", "nic-added.p50": "change.nic-added.p50", "nic-removed.p50": "change.nic-removed.p50",
        "nic-moved.p50": "change.nic-moved.p50", "network-joined.p50": "change.network-joined.p50",
        "restart": "restart.ready", "memory": "hosts.memory",
    ]

    static func ratios(_ theirs: [Figure], _ ours: [Figure]) -> [Figure] {
        theirs.compactMap { their in
            let name = String(their.name.dropFirst("ovn.".count))
            guard let own = ours.first(where: { $0.name == counterparts[name] }), own.value > 0 else { return nil }
            return Figure(
                "\(their.name).to-weft", their.value / own.value, "×", goal: .atLeast(1), note: "to \(own.name)")
        }
    }

    static func figures(in report: [UInt8]) throws -> [Figure] {
        let value = try JSONParser.parse(report)
        guard let version = value["version"]?.string, let list = value["figures"]?.array else {
            throw BenchError("what OVN's script says has no version or no figures")
        }
        return list.compactMap { entry in
            guard let name = entry["name"]?.string, let number = entry["value"]?.double,
                let unit = entry["unit"]?.string
            else { return nil }
            let note = entry["note"]?.string ?? ""
            return Figure("ovn.\(name)", number, unit, note: name == "cold" ? "OVN \(version); \(note)" : note)
        }
    }

    /// What the script prints; nil when it fails. Its progress and its complaints are shown.
    private static func run(_ script: String, _ arguments: [String]) throws -> [UInt8]? {
        try programOutput("/usr/bin/python3", [script] + arguments, showsErrors: true).map { Array($0) }
    }
}
