import Glibc
import Lab
import NetworkTypes

extension HostsBenchmark {
    /// Moves a NIC from host to host, as when a VM migrates: the port that had its MAC address says another one, and then a port of the
    /// next host says it.
    func moves(_ daemon: Daemon, _ times: inout HostTimes) throws {
        guard shape.hosts > 1 else { return }
        let ports = try zip(shape.hostNames, shape.spares).map {
            SparePort(database: try HostDatabase(socket: "\(lab.runDirectory(of: $0))/db.sock"), nic: $1)
        }
        let mover = shape.spares[0]
        _ = try daemon.client.apply([.init(name: "spare.yaml", text: shape.spareText(mover))])
        var place = 0
        // The first two are for what is used for the first time.
        for move in -2..<options.movesOfRound {
            let next = (place + 1) % shape.hosts
            let watch = Stopwatch()
            try ports[place].say(Self.nobody)
            try ports[next].say(mover.mac)
            try waitFor(mover, on: shape.hostNames[next], daemon)
            if move >= 0 { times.moved.append(watch.milliseconds) }
            // The first one's own address is the mover's, which is elsewhere.
            if place > 0 { try ports[place].say(ports[place].nic.mac) }
            place = next
        }
        if place > 0 {
            try ports[place].say(ports[place].nic.mac)
            try ports[0].say(mover.mac)
        }
        try waitFor(mover, on: shape.hostNames[0], daemon)
        _ = try daemon.client.apply(deleting: [FabricShape.spareDocument])
    }

    /// The port of a spare NIC, whose row in its host's database can be changed.
    private struct SparePort {
        let database: HostDatabase
        let nic: FabricShape.Interface

        func say(_ mac: MACAddress) throws { try database.setAttachedMAC(mac, of: nic.port.port) }
    }

    /// A MAC address that no NIC has.
    private static let nobody = MACAddress(rawValue: 0x0200_0000_0001)

    /// Until the NIC is served there and every host has everything that it should have.
    private func waitFor(_ nic: FabricShape.Interface, on host: String, _ daemon: Daemon) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try daemon.client.place(of: nic.vm, tenant: FabricShape.tenant) != host {
            guard ContinuousClock.now < deadline else { throw BenchError("\(nic.vm) is not served on \(host)") }
            usleep(500)
        }
        try daemon.waitUntilReady(hosts: shape.hosts, pause: 1)
    }
}
