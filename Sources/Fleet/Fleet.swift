public import EventLoop
public import NetworkTypes
public import SimulatedHosts
import Synchronization

/// Many simulated hosts in one process, on real sockets: for a controller they are hosts with Open vSwitch, which dial in,
/// are programmed, lose their connections and come back.
///
///     let fleet = Fleet(members, model: model, seed: 7)
///     try fleet.start()
///     fleet.cut()                         // all connections break off at once, and are dialled again
///     fleet.move(port, from: 0, to: 1)    // a VM migrates
///     fleet.stop()
public final class Fleet: Sendable {
    /// A host, and where it dials from.
    public struct Member: Sendable {
        public var identity: HostIdentity
        /// An address of this machine; nil leaves it to the system.
        public var source: IPAddress?

        public init(_ identity: HostIdentity, source: IPAddress? = nil) {
            self.identity = identity
            self.source = source
        }
    }

    private let loop = EventLoop(name: "weft-fleet")
    private let crew: FleetCrew

    /// - Parameters:
    ///   - model: of the schema that all hosts' databases have.
    ///   - seed: the same seed gives the same hosts.
    public init(_ members: [Member], model: HostModel, seed: UInt64) {
        crew = FleetCrew(members, model: model, seed: seed, on: loop)
    }

    /// Has every host dial. Called once.
    public func start() throws(EventLoopError) {
        DescriptorLimit.raise()
        try loop.start()
        loop.execute { [crew] in crew.start() }
    }

    /// Breaks all connections off at once; every host dials again after the pause that Open vSwitch makes.
    public func cut() { loop.execute { [crew] in crew.cut() } }

    /// Moves a VM's port from one host's first bridge to another's, as a live migration does: the new port is added, and once
    /// ovs-vswitchd has taken note of it, as `ovs-vsctl add-port` waits for, the one of the same name goes. `status` counts it
    /// then, or says why it could not be done.
    ///
    /// Traps unless both hosts are there, and two.
    ///
    /// - Parameters:
    ///   - port: what is written of it on the host that it comes to.
    ///   - source: a place among the members, from 0.
    ///   - destination: another one.
    public func move(_ port: HostPort, from source: Int, to destination: Int) {
        precondition(
            crew.places.contains(source) && crew.places.contains(destination) && source != destination,
            "a port moves between two hosts of the fleet")
        loop.execute { [crew] in crew.move(port, from: source, to: destination) }
    }

    /// As of a tenth of a second ago at most.
    public var status: FleetStatus { crew.status.withLock { $0 } }

    /// Ends all connections, and the loop.
    public func stop() {
        loop.execute { [crew] in crew.stop() }
        loop.stop()
    }
}
