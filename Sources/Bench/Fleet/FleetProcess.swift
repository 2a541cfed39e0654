import Fleet
import Foundation
import SimulatedHosts

/// `weft-bench fleet`: a fleet of simulated hosts that runs until it is told to end.
///
/// A process of its own, so that what it costs is not counted as the controller's. SIGUSR1 breaks all connections off.
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
        for number in [SIGINT, SIGTERM, SIGUSR1] { sigaddset(&signals, number) }
        // Before any thread exists, so that all inherit it.
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let schema = try String(contentsOfFile: Self.schemaFile, encoding: .utf8)
        let model = try HostModel(DatabaseModel(schemaText: schema))
        let fleet = Fleet(shape.members(manager: manager), model: model, seed: 1)
        try fleet.start()
        defer { fleet.stop() }
        var last: FleetStatus?
        while true {
            switch Self.wait(for: &signals) {
            case SIGUSR1: fleet.cut()
            case SIGINT, SIGTERM: return
            default: break
            }
            let status = fleet.status
            if status != last {
                tell(
                    "\(status.hosts) hosts, \(status.connections) connections, \(status.flows) flows, \(status.cuts) cuts\n"
                )
            }
            last = status
        }
    }

    /// The next signal, or 0 after half a second without one.
    private static func wait(for signals: inout sigset_t) -> Int32 {
        var limit = timespec(tv_sec: 0, tv_nsec: 500_000_000)
        return sigtimedwait(&signals, nil, &limit)
    }
}
