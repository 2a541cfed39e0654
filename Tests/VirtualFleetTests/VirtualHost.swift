import NetworkTypes
import OpenFlow
import SimulatedHosts
import TestSupport

/// A host that dials the controller, with everything that may happen to it.
final class VirtualHost {
    let name: String
    private let address: String
    private let controller: VirtualController
    private let clock: VirtualClock
    private var chance: SeededGenerator
    private(set) var host: SimulatedHost
    private var lines: [Int: Line] = [:]
    private var tick: (timer: VirtualClock.Scheduled, at: MonotonicTime)?
    /// Nobody is reached from it.
    var isIsolated = false {
        didSet { if isIsolated { silence() } }
    }

    private struct Line {
        let target: DialTarget
        var pause: RedialPause
        var link: VirtualLink?

        var service: VirtualController.Service { target.bridge == nil ? .databases : .switches }
    }

    init(
        _ identity: HostIdentity, _ model: HostModel, address: String, bodies: FlowBodies,
        _ controller: VirtualController, seed: UInt64
    ) {
        name = identity.hostName
        self.address = address
        self.controller = controller
        clock = controller.clock
        chance = SeededGenerator(seed: seed)
        let agent = HostAgent(identity, model, seed: chance.next())
        host = SimulatedHost(agent, bodies: bodies, now: controller.clock.now)
    }

    func start() { perform(host.start(at: clock.now)) }

    /// Somebody on the host changes something.
    func change(_ body: (inout HostAgent) -> Void) { perform(host.change(at: clock.now, body)) }

    func restartSwitch() { perform(host.restartSwitch(at: clock.now)) }

    func limitFlows(_ limit: Int?) { host.limitFlows(limit) }

    /// Somebody uses ovs-ofctl on the host.
    func command(_ messages: [Message]) { perform(host.command(messages, at: clock.now)) }

    // MARK: What goes wrong on the way

    func cut() { for link in openLinks { link.cut() } }

    /// One of its connections is there no more, and nobody says so.
    func silence() {
        // Open vSwitch probes after five seconds, and gives up after five more.
        for link in openLinks { link.silence(patience: .seconds(10)) }
    }

    func stall(_ duration: Duration) { for link in openLinks { link.stall(duration) } }

    private var openLinks: [VirtualLink] {
        lines.sorted { $0.key < $1.key }.compactMap(\.value.link).filter(\.isOpen)
    }

    /// Whether both of its connections stand.
    var isConnected: Bool { openLinks.count == 2 }

    // MARK: Its lines

    private func perform(_ actions: [SimulatedHost.Action]) {
        for action in actions {
            switch action {
            case .dial(let line, let target, let maximumPause):
                lines[line] = Line(target: target, pause: RedialPause(maximum: maximumPause))
                dial(line)
            case .setMaximumPause(let line, let maximum): lines[line]?.pause.maximum = maximum
            case .send(let line, let bytes): lines[line]?.link?.sendFromHost(bytes)
            case .cut(let line):
                lines[line]?.link?.closeFromHost()
                clock.after(.zero) { [weak self] in self?.lost(line) }
            case .end(let line): lines.removeValue(forKey: line)?.link?.closeFromHost()
            case .emit: break
            }
        }
        tickInTime()
    }

    private func dial(_ line: Int) {
        clock.after(.microseconds(Int.random(in: 100...3000, using: &chance))) { [weak self] in self?.dialled(line) }
    }

    private func dialled(_ line: Int) {
        guard let wanted = lines[line], wanted.link == nil else { return }
        guard controller.isUp, !isIsolated else { return dialLater(line) }
        let link = VirtualLink(
            clock, from: "\(address):\(line)", limits: controller.writeLimits, seed: chance.next()
        ) { [weak self] event in self?.heard(event, on: line) }
        lines[line]?.pause.reset()
        lines[line]?.link = link
        controller.accept(link, wanted.service)
        perform(host.opened(line, at: clock.now))
    }

    private func dialLater(_ line: Int) {
        guard let pause = lines[line]?.pause.next() else { return }
        clock.after(pause) { [weak self] in self?.dial(line) }
    }

    private func heard(_ event: VirtualLink.HostEvent, on line: Int) {
        switch event {
        case .received(let bytes): perform(host.received(bytes, line, at: clock.now))
        case .lost: lost(line)
        }
    }

    private func lost(_ line: Int) {
        guard lines[line]?.link != nil else { return }
        lines[line]?.link = nil
        perform(host.lost(line, at: clock.now))
        dialLater(line)
    }

    private func tickInTime() {
        guard let deadline = host.nextDeadline else { return }
        if let tick {
            if tick.at <= deadline { return }
            tick.timer.cancel()
        }
        let timer = clock.at(deadline) { [weak self] in
            guard let self else { return }
            tick = nil
            perform(host.tick(clock.now))
        }
        tick = (timer, deadline)
    }
}
