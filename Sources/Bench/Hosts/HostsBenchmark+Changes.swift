import Glibc
import OpenFlow

extension HostsBenchmark {
    /// Adds and removes the document of one NIC, whose port is there all the time, on each host in turn; gives it one address more
    /// meanwhile; and adds a network with ten NICs.
    func smallChanges(_ daemon: Daemon, _ times: inout HostTimes) throws {
        let warmUp = 10
        for repetition in 0..<warmUp + options.repetitionsOfRound {
            let spare = shape.spares[repetition % shape.hosts]
            let file = ControllerClient.File(name: "spare.yaml", text: shape.spareText(spare))
            let added = try confirmed(try daemon.client.apply([file]), spare)
            let extended = ControllerClient.File(name: "spare.yaml", text: shape.extendedText(spare))
            let addressAdded = try confirmed(try daemon.client.apply([extended]), spare)
            let removed = try confirmed(try daemon.client.apply(deleting: [FabricShape.spareDocument]), spare)
            let joined = try networkJoined(daemon)
            guard repetition >= warmUp else { continue }
            times.added.append(added)
            times.addressAdded.append(addressAdded)
            times.removed.append(removed)
            times.networkJoined.append(joined)
        }
    }

    /// Milliseconds until a new network with its NICs is confirmed by their hosts; it is removed again.
    private func networkJoined(_ daemon: Daemon) throws -> Double {
        let outcome = try daemon.client.apply([.init(name: "joined.yaml", text: shape.joinedText)])
        _ = try daemon.client.apply(deleting: [FabricShape.joinedDocument])
        guard outcome.ready == shape.joiners.count else {
            throw BenchError("\(outcome.ready) hosts confirmed a network of \(shape.joiners.count)")
        }
        return outcome.seconds * 1e3
    }

    /// A confirmation must be true: right after it, all switches have the change.
    func checkConfirmation(_ daemon: Daemon, _ base: [SwitchState]) throws {
        let spare = shape.spares[0]
        _ = try daemon.client.apply([.init(name: "spare.yaml", text: shape.spareText(spare))])
        let serving = Set(shape.hostNames(serving: spare.network))
        for (host, (present, before)) in zip(shape.hostNames, zip(try fleet().states(), base))
        where serving.contains(host) && present.flows.count <= before.flows.count {
            throw BenchError("weftd says that \(host) has the flows of a new NIC, but it has not")
        }
        _ = try daemon.client.apply(deleting: [FabricShape.spareDocument])
        try check(fleet(), holds: base, after: "a NIC was added and removed")
    }

    /// Its milliseconds, when every host of the NIC's network had something to do and has done it.
    private func confirmed(_ outcome: ControllerClient.Outcome, _ spare: FabricShape.Interface) throws -> Double {
        let hosts = shape.hostNames(serving: spare.network).count
        guard outcome.ready == hosts else {
            throw BenchError("\(outcome.ready) hosts confirmed a change of \(spare.vm), not \(hosts)")
        }
        return outcome.seconds * 1e3
    }

    /// Appends a page to a file and waits for the disk: what a durable revision takes at least, in milliseconds.
    func durableWrites() throws -> [Double] {
        let path = "\(directory)/page"
        let file = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchError("\(path): \(String(cString: strerror(errno)))") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 0x57, count: 4096)
        return try (0..<100).map { _ in
            let watch = Stopwatch()
            guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
                throw BenchError("\(path): \(String(cString: strerror(errno)))")
            }
            return watch.milliseconds
        }
    }
}
