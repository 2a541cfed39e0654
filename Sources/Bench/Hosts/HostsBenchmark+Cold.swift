import Foundation
import Lab
import OpenFlow

extension HostsBenchmark {
    /// Milliseconds from all documents to all hosts in sync; hosts are connected and their ports are there. Also what the
    /// switches held when the last of these requests was answered.
    func coldStart(_ daemon: Daemon) throws -> (times: Samples, confirmed: [SwitchState]) {
        progress("cold start, \(options.coldRounds) times")
        let files = zip(shape.networkDocuments, shape.networkTexts).map {
            ControllerClient.File(name: "\($0).yaml", text: $1)
        }
        var times: [Double] = []
        for round in 0..<options.coldRounds {
            if round > 0 {
                _ = try daemon.client.apply(deleting: shape.networkDocuments)
                try daemon.waitUntilReady(hosts: shape.hosts)
            }
            let outcome = try daemon.client.apply(files)
            guard outcome.ready == shape.hosts else {
                throw BenchError("\(outcome.ready) hosts confirmed the cold start, not \(shape.hosts)")
            }
            times.append(outcome.seconds * 1e3)
        }
        return (Samples(times), try fleet().states())
    }

    /// What the same switches need for the same flows without Weft, in milliseconds.
    struct Floors {
        /// The bytes of all bundles, encoded beforehand.
        let raw: Samples
        /// `ovs-ofctl add-groups` and `add-flows`, with `--bundle`.
        let ofctl: Samples
    }

    func programWithoutWeft(_ states: [SwitchState]) throws -> Floors {
        progress("the same flows without Weft: raw bundles, ovs-ofctl")
        let fleet = try fleet()
        try check(fleet, holds: states, after: "all changes were taken back")
        try writeFlowFiles()
        let bundles = states.map { EncodedBundle.bundles(of: $0) }
        var raw: [Double] = []
        var ofctl: [Double] = []
        for _ in 0..<options.coldRounds {
            try fleet.empty()
            raw.append(try fleet.replay(bundles) * 1e3)
            try check(fleet, holds: states, after: "the raw bundles were replayed")
            try fleet.empty()
            ofctl.append(try replayWithOfctl() * 1e3)
            try check(fleet, holds: states, after: "ovs-ofctl ran")
        }
        return Floors(raw: Samples(raw), ofctl: Samples(ofctl))
    }

    /// Every switch must hold this: figures of something else would be worth nothing.
    func check(_ fleet: SwitchFleet, holds states: [SwitchState], after what: String) throws {
        for (host, (present, expected)) in zip(shape.hostNames, zip(try fleet.states(), states))
        where !present.holdsTheSame(as: expected) {
            throw BenchError(
                "after \(what), \(host) holds \(present.flows.count) flows and \(present.groups.count) groups; they are not the "
                    + "\(expected.flows.count) and \(expected.groups.count) that it held when the cold start was confirmed"
            )
        }
    }

    private func socket(_ host: String) -> String { "unix:\(lab.runDirectory(of: host))/br-int.mgmt" }

    /// What the switches hold, in the words of `ovs-ofctl`.
    private func writeFlowFiles() throws {
        let lines = shape.hostNames.flatMap { host in
            [
                "ovs-ofctl -O OpenFlow15 --no-stats dump-flows \(socket(host)) >\(directory)/\(host).flows",
                "ovs-ofctl -O OpenFlow15 dump-groups \(socket(host)) | grep group_id= >\(directory)/\(host).groups || :",
            ]
        }
        try shell(lines)
    }

    /// Seconds until `ovs-ofctl` has ended for all hosts, which it programs side by side.
    private func replayWithOfctl() throws -> Double {
        let tool = "ovs-ofctl -O OpenFlow15 --bundle"
        let lines = shape.hostNames.map { host in
            "(\(tool) add-groups \(socket(host)) \(directory)/\(host).groups && "
                + "\(tool) add-flows \(socket(host)) \(directory)/\(host).flows) & pids=\"$pids $!\""
        }
        let watch = Stopwatch()
        try shell(["pids="] + lines + ["for pid in $pids; do wait \"$pid\"; done"])
        return watch.seconds
    }

    private func shell(_ lines: [String]) throws {
        let result = try lab.exec(.network, ["sh", "-e", "-c", lines.joined(separator: "\n")], timeout: .seconds(120))
        guard result.status == 0 else { throw BenchError("ovs-ofctl failed: \(result.stderr.suffix(2000))") }
    }

    func coldFigures(_ weft: Samples, _ floors: Floors, _ states: [SwitchState]) -> [Figure] {
        let compile = CompileBenchmark.coldMilliseconds(nics: shape.nicCount)
        let flows = states.reduce(0) { $0 + $1.flows.count }
        let groups = states.reduce(0) { $0 + $1.groups.count }
        return [
            Figure("cold.weft", weft.median, "ms", note: "\(flows) flows and \(groups) groups on \(shape.hosts) hosts"),
            Figure("cold.raw", floors.raw.median, "ms", note: "the floor: pre-encoded bundles"),
            Figure("cold.ofctl", floors.ofctl.median, "ms", note: "ovs-ofctl --bundle, all hosts at once"),
            Figure("cold.compile", compile, "ms", note: "the engine alone, within cold.weft"),
            Figure(
                "cold.weft-to-raw", (weft.median - compile) / floors.raw.median, "×", goal: .atMost(2),
                note: "without the compile time"),
            Figure("cold.weft-to-ofctl", weft.median / floors.ofctl.median, "×", goal: .atMost(1)),
        ]
    }
}
