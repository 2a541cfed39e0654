public import EventLoop
public import NetworkTypes
public import SimulatedHosts
import Synchronization

/// Many simulated hosts in one process, on real sockets: for a controller they are hosts with Open vSwitch, which dial in,
/// are programmed, lose their connections and come back.
///
///     let fleet = Fleet(members, model: model, seed: 7)
///     try fleet.start()
///     fleet.cut()          // all connections break off at once, and are dialled again
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

    /// As of a tenth of a second ago at most.
    public var status: FleetStatus { crew.status.withLock { $0 } }

    /// Ends all connections, and the loop.
    public func stop() {
        loop.execute { [crew] in crew.stop() }
        loop.stop()
    }
}
