import Glibc
import Lab

extension FleetBenchmark {
    /// Moves a NIC from host to host, as when a VM migrates: its port is there on both for a moment, and then on the next one.
    func moves(_ daemon: Daemon, _ fleet: RunningProcess) throws -> [Figure] {
        let hosts = shape.moverHosts
        guard hosts.count > 1 else { return [] }
        let outcome = try daemon.client.apply([.init(name: "mover.yaml", text: shape.moverText)])
        guard outcome.ready == hosts.count else {
            throw BenchError("\(outcome.ready) hosts confirmed the network of the NIC that moves, not \(hosts.count)")
        }
        var times: [Double] = []
        for move in 1...Self.warmUp + options.repetitions {
            let watch = Stopwatch()
            fleet.signal(SIGUSR2)
            try waitForMover(on: FleetShape.name(hosts[move % hosts.count]), daemon)
            if move > Self.warmUp { times.append(watch.milliseconds) }
        }
        _ = try daemon.client.apply(deleting: [FleetShape.moverDocument], of: FleetShape.moverTenant)
        return Figure.percentiles(
            "fleet.nic-moved", Samples(times), unit: "ms",
            note: "plugged on another host to the \(hosts.count) hosts of its network in sync, as the API tells")
    }

    /// Until the NIC is served there, and every host of its network has everything that it should have: each serves one of the
    /// tenant's NICs, also the one that the NIC has left.
    private func waitForMover(on host: String, _ daemon: Daemon) throws {
        let (mover, tenant) = (shape.mover.vm, FleetShape.moverTenant)
        try daemon.wait(for: "\(mover) to be served on \(host)", .seconds(30), pause: 1) {
            try daemon.client.place(of: mover, tenant: tenant) == host
        }
        // Only now: an answer that has it there may be from before the hosts were told.
        try daemon.wait(for: "the hosts of \(mover)'s network to be in sync", .seconds(30), pause: 1) {
            try daemon.client.areNICsReady(of: tenant)
        }
    }
}
