extension FleetBenchmark {
    /// Adds and removes the document of one NIC, here and there in the fabric, gives it one address more meanwhile; and adds and
    /// removes that of a network with ten NICs.
    func changes(_ daemon: Daemon) throws -> [Figure] {
        var (added, extended, removed, joined): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for repetition in 0..<Self.warmUp + options.repetitions {
            let network = repetition * Self.stride % shape.hosts
            let hosts = max(1, shape.nicsPerHost)
            let times = [
                try milliseconds(daemon, adding: shape.spareText(of: network), on: hosts),
                try milliseconds(daemon, adding: shape.extendedText(of: network), on: hosts),
                try milliseconds(daemon, removing: FleetShape.spareDocument, on: hosts),
                try milliseconds(daemon, adding: shape.joinedText, on: shape.joiners.count),
            ]
            _ = try milliseconds(daemon, removing: FleetShape.joinedDocument, on: shape.joiners.count)
            guard repetition >= Self.warmUp else { continue }
            added.append(times[0])
            extended.append(times[1])
            removed.append(times[2])
            joined.append(times[3])
        }
        let note = "request to acknowledged by the hosts of its network"
        return [
            Figure.percentiles("fleet.nic-added", Samples(added), unit: "ms", goals: [99: .atMost(50)], note: note),
            Figure.percentiles(
                "fleet.address-added", Samples(extended), unit: "ms", goals: [99: .atMost(50)],
                note: "a third address for a NIC"),
            Figure.percentiles("fleet.nic-removed", Samples(removed), unit: "ms", goals: [99: .atMost(50)], note: note),
            Figure.percentiles(
                "fleet.network-joined", Samples(joined), unit: "ms",
                note: "a new network with \(shape.joiners.count) NICs on as many hosts"),
        ].flatMap(\.self)
    }

    static let warmUp = 10
    /// From network to network, so that those that follow each other share no host.
    private static let stride = 37

    /// Until the hosts concerned have confirmed a document.
    private func milliseconds(_ daemon: Daemon, adding text: String, on hosts: Int) throws -> Double {
        let outcome = try daemon.client.apply([.init(name: "change.yaml", text: text)])
        return try milliseconds(outcome, on: hosts)
    }

    /// Until the hosts concerned have confirmed that a document is gone.
    private func milliseconds(_ daemon: Daemon, removing document: String, on hosts: Int) throws -> Double {
        let outcome = try daemon.client.apply(deleting: [document], of: FleetShape.tenant)
        return try milliseconds(outcome, on: hosts)
    }

    private func milliseconds(_ outcome: ControllerClient.Outcome, on hosts: Int) throws -> Double {
        guard outcome.ready == hosts else {
            throw BenchError("\(outcome.ready) hosts confirmed a change that concerns \(hosts)")
        }
        return outcome.seconds * 1e3
    }
}
