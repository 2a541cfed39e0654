import Foundation
import Lab
import OpenFlow

extension HostsBenchmark {
    /// Milliseconds from all documents to all hosts in sync; hosts are connected and their ports are there.
    func coldStart(_ daemon: Daemon) throws -> Double {
        let files = zip(shape.networkDocuments, shape.networkTexts).map {
            ControllerClient.File(name: "\($0).yaml", text: $1)
        }
        let outcome = try daemon.client.apply(files)
        guard outcome.ready == shape.hosts else {
            throw BenchError("\(outcome.ready) hosts confirmed the cold start, not \(shape.hosts)")
        }
        return outcome.seconds * 1e3
    }

    /// What the same switches need without Weft, which must not run: for one flow, and for everything they hold.
    func withoutWeft(_ states: [SwitchState], _ times: inout HostTimes) throws {
        let fleet = try fleet()
        times.floor += try self.fleet(of: shape.hostNames(serving: shape.spares[0].network)).oneFlowBundles(
            repetitions: options.repetitionsOfRound)
        try check(fleet, holds: states, after: "all changes were taken back")
        try writeFlowFiles()
        let bundles = states.map { EncodedBundle.bundles(of: $0) }
        try fleet.empty()
        times.raw.append(try fleet.replay(bundles) * 1e3)
        try check(fleet, holds: states, after: "the raw bundles were replayed")
        try fleet.empty()
        times.ofctl.append(try replayWithOfctl() * 1e3)
        try check(fleet, holds: states, after: "ovs-ofctl ran")
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
}
