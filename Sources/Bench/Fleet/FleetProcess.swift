import Fleet
import Foundation
import SimulatedHosts

/// `weft-bench fleet`: a fleet of simulated hosts that runs until it is told to end.
///
/// A process of its own, so that what it costs is not counted as the controller's. SIGUSR1 breaks all connections off;
/// SIGUSR2 moves the port of the NIC that is there for it to the next host.
public struct FleetProcess {
    /// Where Debian's Open vSwitch keeps the schema of a host's database.
    private static let schemaFile = "/usr/share/openvswitch/vswitch.ovsschema"

    private let shape: FleetShape
    private let manager: String

    /// - Parameter manager: whom the hosts dial, in Open vSwitch's notation: `tcp:192.0.2.1:6640`.
    public init(_ shape: FleetShape, manager: String) {
        self.shape = shape
        self.manager = manager
    }

    /// Runs until SIGINT or SIGTERM, and tells each change of its status in a line.
    public func run(tell: (String) -> Void) throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGUSR1, SIGUSR2] { sigaddset(&signals, number) }
        // Before any thread exists, so that all inherit it.
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let schema = try String(contentsOfFile: Self.schemaFile, encoding: .utf8)
        let model = try HostModel(DatabaseModel(schemaText: schema))
        let fleet = Fleet(shape.members(manager: manager), model: model, seed: 1)
        try fleet.start()
        defer { fleet.stop() }
        var last: FleetStatus?
        var moves = 0
        while true {
            switch Self.wait(for: &signals) {
            case SIGUSR1: fleet.cut()
            case SIGUSR2:
                move(fleet, after: moves)
                moves += 1
            case SIGINT, SIGTERM: return
            default: break
            }
            let status = fleet.status
            if status != last { tell(Self.line(status)) }
            last = status
        }
    }

    /// Moves the mover's port on. A fleet of one host has no next one.
    private func move(_ fleet: Fleet, after moves: Int) {
        let hosts = shape.moverHosts
        guard hosts.count > 1 else { return }
        fleet.move(shape.moverPort, from: hosts[moves % hosts.count], to: hosts[(moves + 1) % hosts.count])
    }

    private static func line(_ status: FleetStatus) -> String {
        let counts =
            "\(status.hosts) hosts, \(status.connections) connections, \(status.flows) flows, \(status.cuts) cuts, "
            + "\(status.moves) moves"
        return counts + (status.failure.map { ", a move failed: \($0)" } ?? "") + "\n"
    }

    /// The next signal, or 0 after half a second without one.
    private static func wait(for signals: inout sigset_t) -> Int32 {
        var limit = timespec(tv_sec: 0, tv_nsec: 500_000_000)
        return sigtimedwait(&signals, nil, &limit)
    }
}
