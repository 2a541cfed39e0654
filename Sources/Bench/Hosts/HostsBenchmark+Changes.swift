import Glibc
import OpenFlow

extension HostsBenchmark {
    /// Milliseconds from the request to all hosts' acknowledgement.
    struct ChangeTimes {
        let added: Samples
        let removed: Samples
        /// What one durable write of a page takes where the state is kept.
        let durableWrite: Samples
    }

    /// Adds and removes the document of one NIC, whose port is there all the time, on each host in turn.
    ///
    /// - Parameter base: what the switches hold without it.
    func oneNIC(_ daemon: Daemon, base: [SwitchState]) throws -> ChangeTimes {
        progress("one NIC added and removed, \(options.repetitions) times")
        let durableWrite = try durableWrites()
        try checkConfirmation(daemon, base)
        let warmUp = 10
        var added: [Double] = []
        var removed: [Double] = []
        for repetition in 0..<warmUp + options.repetitions {
            let spare = shape.spares[repetition % shape.hosts]
            let file = ControllerClient.File(name: "spare.yaml", text: shape.spareText(spare))
            let add = try confirmedByAll(try daemon.client.apply([file]), spare)
            let remove = try confirmedByAll(try daemon.client.apply(deleting: [FabricShape.spareDocument]), spare)
            guard repetition >= warmUp else { continue }
            added.append(add)
            removed.append(remove)
        }
        return ChangeTimes(added: Samples(added), removed: Samples(removed), durableWrite: durableWrite)
    }

    /// A confirmation must be true: right after it, all switches have the change.
    private func checkConfirmation(_ daemon: Daemon, _ base: [SwitchState]) throws {
        let file = ControllerClient.File(name: "spare.yaml", text: shape.spareText(shape.spares[0]))
        _ = try daemon.client.apply([file])
        for (host, (present, before)) in zip(shape.hostNames, zip(try fleet().states(), base))
        where present.flows.count <= before.flows.count {
            throw BenchError("weftd says that \(host) has the flows of a new NIC, but it has not")
        }
        _ = try daemon.client.apply(deleting: [FabricShape.spareDocument])
        try check(fleet(), holds: base, after: "a NIC was added and removed")
    }

    /// Its milliseconds, when every host had something to do and has done it.
    private func confirmedByAll(_ outcome: ControllerClient.Outcome, _ spare: FabricShape.Interface) throws -> Double {
        guard outcome.ready == shape.hosts else {
            throw BenchError("\(outcome.ready) hosts confirmed a change of \(spare.vm), not \(shape.hosts)")
        }
        return outcome.seconds * 1e3
    }

    /// Appends a page to a file and waits for the disk: what a durable revision takes at least, in milliseconds.
    private func durableWrites() throws -> Samples {
        let path = "\(directory)/page"
        let file = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchError("\(path): \(String(cString: strerror(errno)))") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 0x57, count: 4096)
        let times = try (0..<50).map { _ in
            let watch = Stopwatch()
            guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
                throw BenchError("\(path): \(String(cString: strerror(errno)))")
            }
            return watch.milliseconds
        }
        return Samples(times)
    }

    func changeFigures(_ times: ChangeTimes, floor: Samples) -> [Figure] {
        var figures = Figure.percentiles(
            "change.floor", floor, unit: "ms", note: "a bundle of one flow to all hosts, without Weft")
        figures.append(
            Figure("change.durable-write", times.durableWrite.median, "ms", note: "one page to the disk, p50"))
        let goals: [Int: Goal] = [50: .atMost(5).orientation, 99: .atMost(15).orientation]
        for (name, samples, note) in [
            ("change.nic-added", times.added, "request to acknowledged by all hosts"),
            ("change.nic-removed", times.removed, "the same"),
        ] {
            figures += Figure.percentiles(name, samples, unit: "ms", goals: goals, note: note)
            figures.append(
                Figure("\(name).to-floor", samples.median / floor.median, "×", goal: .atMost(5), note: "p50 to p50"))
        }
        return figures
    }
}
