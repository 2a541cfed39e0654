import EventLoop
import NetworkTypes
import OVSDB
import SimulatedHosts

/// A simulated host on real sockets. On the loop thread only.
final class FleetHost {
    private let loop: EventLoop
    private let source: IPAddress?
    private var host: SimulatedHost
    private var lines: [Int: Line] = [:]
    private var isReacting = false

    /// - Parameters:
    ///   - source: the address that it dials from, so that it is a host of its own for whoever counts by address.
    init(_ host: SimulatedHost, on loop: EventLoop, from source: IPAddress?) {
        self.host = host
        self.loop = loop
        self.source = source
    }

    func start() { perform(host.start(at: loop.now)) }

    func stop() {
        for line in lines.values { line.end() }
        lines = [:]
    }

    /// Breaks all connections off.
    func cut() { for line in lines.values { line.cut() } }

    /// Somebody on the host changes its database.
    ///
    /// - Throws: what the body throws.
    func change(_ body: (inout HostAgent) throws(OVSDBError) -> Void) throws(OVSDBError) {
        var failure: OVSDBError?
        perform(
            host.change(at: loop.now) { agent in
                do throws(OVSDBError) {
                    try body(&agent)
                } catch {
                    failure = error
                }
            })
        if let failure { throw failure }
    }

    /// Runs `work` once ovs-vswitchd has taken note of everything that the database says now.
    func afterReaction(_ work: @escaping () -> Void) {
        // Behind the timer of the reaction, which was set before and is due then too.
        loop.schedule(after: max((host.nextReaction ?? loop.now) - loop.now, .zero), work)
    }

    /// For what is not urgent: probes, and time-outs of bundles.
    func tick(_ now: MonotonicTime) {
        guard let deadline = host.nextDeadline, deadline <= now else { return }
        perform(host.tick(now))
    }

    var openLines: Int { lines.values.count { $0.isOpen } }
    var flowCount: Int { host.flowCount }
    var zoneFlushCount: Int { host.zoneFlushes.values.reduce(0, +) }

    private func heard(_ event: Line.Event, on line: Int) {
        switch event {
        case .opened: perform(host.opened(line, at: loop.now))
        case .received(let bytes): perform(host.received(bytes, line, at: loop.now))
        case .lost: perform(host.lost(line, at: loop.now))
        }
    }

    private func perform(_ actions: [SimulatedHost.Action]) {
        for action in actions {
            switch action {
            case .dial(let line, let target, let maximumPause): dial(line, target, maximumPause)
            case .setMaximumPause(let line, let maximum): lines[line]?.setMaximumPause(maximum)
            case .send(let line, let bytes): lines[line]?.send(bytes)
            case .cut(let line): lines[line]?.cut()
            case .end(let line): lines.removeValue(forKey: line)?.end()
            // No packet passes in a fleet.
            case .emit: break
            }
        }
        reactInTime()
    }

    private func dial(_ line: Int, _ target: DialTarget, _ maximumPause: Duration) {
        guard let address = target.address(defaultPort: target.bridge == nil ? 6640 : 6653) else { return }
        lines[line] = Line(on: loop, to: address, from: source, maximumPause: maximumPause) { [weak self] event in
            self?.heard(event, on: line)
        }
    }

    private func reactInTime() {
        guard !isReacting, let due = host.nextReaction else { return }
        isReacting = true
        loop.schedule(after: max(due - loop.now, .zero)) { [weak self] in
            guard let self else { return }
            isReacting = false
            perform(host.tick(loop.now))
        }
    }
}
