import Foundation
import OpenFlow

/// The same flow_mods by others, in the same run: os-ken, which Neutron's agents use, and ovs-ofctl.
public struct PeerBenchmark {
    /// A Python interpreter that has os-ken, and the script that measures it; nil: os-ken is left out.
    let osKen: (interpreter: String, script: String)?
    let rounds: Int

    public init(osKen: (interpreter: String, script: String)?, rounds: Int = 3) {
        self.osKen = osKen
        self.rounds = rounds
    }

    public func run() throws -> [Figure] { try ofctl() + pythonFigures() }

    /// Messages in the file that is printed.
    private static let count = 100_000

    /// ovs-ofctl reads a file of messages and prints them; so do we.
    private func ofctl() throws -> [Figure] {
        let frames = CodecBenchmark.flows.map {
            Message.flowModification(FlowModification(.add, $0)).encoded(version: .v1_5, xid: 1)
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "weft-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var bytes = Data()
        for number in 0..<Self.count { bytes.append(contentsOf: frames[number & 255]) }
        try bytes.write(to: file)
        var best = Double.infinity
        for _ in 0..<rounds {
            let watch = Stopwatch()
            guard try programOutput("/usr/bin/ovs-ofctl", ["ofp-parse", file.path()], isKept: false) != nil else {
                return []
            }
            best = min(best, watch.seconds)
        }
        let own = try bestRate(of: Self.count, rounds: rounds) {
            for number in 0..<Self.count {
                guard case .flowModification(let found) = try Message.decode(frames[number & 255]).message else {
                    throw BenchError("a flow_mod was read as something else")
                }
                keep(found.flow.text())
            }
        }
        return [
            Figure("peers.print", own, "flow_mods/s", note: "read and printed as ovs-ofctl does, on one core"),
            Figure(
                "peers.ovs-ofctl.print", Double(Self.count) / best, "flow_mods/s", note: "ofp-parse, with its start"),
        ]
    }

    private func pythonFigures() throws -> [Figure] {
        guard let osKen else { return [] }
        guard let output = try programOutput(osKen.interpreter, [osKen.script]),
            let rates = try JSONSerialization.jsonObject(with: output) as? [String: Double]
        else { throw BenchError("\(osKen.script) gave no figures") }
        return ["encode", "decode"].compactMap { name in
            rates[name].map {
                Figure("peers.os-ken.\(name)", $0, "flow_mods/s", note: "the flow_mods of codec.\(name)")
            }
        }
    }
}
