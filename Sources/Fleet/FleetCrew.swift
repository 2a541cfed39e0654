import EventLoop
import NetworkTypes
import OVSDB
import SimulatedHosts
import Synchronization

/// The hosts of a fleet on their loop.
///
/// `@unchecked Sendable`: used on the loop thread only, but for `status` and `places`, which does not change.
final class FleetCrew: @unchecked Sendable {
    private static let tick = Duration.milliseconds(100)

    let status = Mutex(FleetStatus())
    private let loop: EventLoop
    private let hosts: [FleetHost]
    private var cuts = 0
    private var moves = 0
    private var failure: String?

    init(_ members: [Fleet.Member], model: HostModel, seed: UInt64, on loop: EventLoop) {
        self.loop = loop
        var seeds = SplitMix64(seed: seed)
        let bodies = FlowBodies()
        hosts = members.map { member in
            let agent = HostAgent(member.identity, model, seed: seeds.next())
            return FleetHost(SimulatedHost(agent, bodies: bodies, now: loop.now), on: loop, from: member.source)
        }
    }

    /// Of the hosts.
    var places: Range<Int> { hosts.indices }

    func start() {
        for host in hosts { host.start() }
        loop.schedule(after: Self.tick, every: Self.tick) { [weak self] in self?.look() }
    }

    func cut() {
        cuts += 1
        for host in hosts { host.cut() }
        look()
    }

    func move(_ port: HostPort, from source: Int, to destination: Int) {
        do throws(OVSDBError) {
            try hosts[destination].change { agent throws(OVSDBError) in try agent.addPort(port) }
        } catch {
            return noteMove(error)
        }
        hosts[destination].afterReaction { [weak self] in self?.remove(port.name, from: source) }
    }

    private func remove(_ port: String, from host: Int) {
        do throws(OVSDBError) {
            try hosts[host].change { agent throws(OVSDBError) in try agent.removePort(port) }
            noteMove(nil)
        } catch {
            noteMove(error)
        }
    }

    private func noteMove(_ error: OVSDBError?) {
        if let error { failure = "\(error)" } else { moves += 1 }
    }

    func stop() { for host in hosts { host.stop() } }

    private func look() {
        var new = FleetStatus(hosts: hosts.count, cuts: cuts, moves: moves, failure: failure)
        for host in hosts {
            host.tick(loop.now)
            new.connections += host.openLines
            new.flows += host.flowCount
            new.zoneFlushes += host.zoneFlushCount
        }
        status.withLock { $0 = new }
    }
}
