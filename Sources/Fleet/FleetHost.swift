import EventLoop
import NetworkTypes
import OpenFlow
import SimulatedHosts

/// A simulated host with its connections: an ovsdb-server, and the switch of its first bridge. On the loop thread only.
final class FleetHost {
    /// How long ovs-vswitchd takes to act on its database: 2.8 ms from a port in it to the port's number (measured).
    private static let reaction = Duration.milliseconds(2)

    private let loop: EventLoop
    private let source: IPAddress?
    private let bodies: FlowBodies
    private var agent: HostAgent
    /// From the moment that a controller is wanted.
    private var switchAgent: SwitchAgent?
    private var managers: [String: Manager] = [:]
    private var controllers: [String: Controller] = [:]
    private var nextSession = 0
    private var isReconciling = false

    private struct Manager {
        let line: Line
        var target: DialTarget
        /// In the server, while the line stands.
        var connection: Int?
    }

    private struct Controller {
        let line: Line
        var target: DialTarget
        /// In the switch.
        let session: Int
    }

    /// - Parameters:
    ///   - source: the address that it dials from, so that it is a host of its own for whoever counts by address.
    ///   - bodies: shared by all hosts of the loop.
    init(_ agent: HostAgent, on loop: EventLoop, from source: IPAddress?, bodies: FlowBodies) {
        self.agent = agent
        self.loop = loop
        self.source = source
        self.bodies = bodies
    }

    func start() { follow() }

    func stop() {
        for manager in managers.values { manager.line.end() }
        for controller in controllers.values { controller.line.end() }
        (managers, controllers) = ([:], [:])
    }

    /// Breaks all connections off.
    func cut() {
        for manager in managers.values { manager.line.cut() }
        for controller in controllers.values { controller.line.cut() }
    }

    func tick(_ now: MonotonicTime) {
        guard let deadline = switchAgent?.nextDeadline, deadline <= now else { return }
        if let actions = switchAgent?.tick(now) { perform(actions) }
    }

    var openLines: Int {
        managers.values.count { $0.line.isOpen } + controllers.values.count { $0.line.isOpen }
    }
    var flowCount: Int { switchAgent?.flowCount ?? 0 }
}

// MARK: - What the database asks for

extension FleetHost {
    /// Dials whom the database names and is not dialled yet, and drops whom it names no more.
    private func follow() {
        let wantedManagers = agent.managers.filter { !$0.isPassive }
        for (name, manager) in managers where !wantedManagers.contains(where: { $0.target == name }) {
            manager.line.end()
            managers[name] = nil
            if let connection = manager.connection { agent.server.disconnect(connection) }
        }
        for target in wantedManagers {
            managers[target.target]?.target = target
            managers[target.target]?.line.setMaximumPause(target.maximumBackoff)
            if managers[target.target] == nil { dialManager(target) }
        }
        let wanted = agent.controllers.filter { !$0.isPassive }
        for (name, controller) in controllers where !wanted.contains(where: { $0.target == name }) {
            controller.line.end()
            controllers[name] = nil
            switchAgent?.disconnected(controller.session)
        }
        if !wanted.isEmpty { configureSwitch(wanted) }
        for target in wanted {
            controllers[target.target]?.target = target
            if controllers[target.target] == nil { dialController(target) }
        }
    }

    private func dialManager(_ target: DialTarget) {
        guard let address = target.address(defaultPort: 6640) else { return }
        let line = Line(on: loop, to: address, from: source, maximumPause: target.maximumBackoff) {
            [weak self] in self?.manager(target.target, $0)
        }
        managers[target.target] = Manager(line: line, target: target)
    }

    private func dialController(_ target: DialTarget) {
        guard let address = target.address(defaultPort: 6653) else { return }
        // Whatever the row says (Open vSwitch 3.1).
        let line = Line(on: loop, to: address, from: source, maximumPause: .seconds(8)) {
            [weak self] in self?.controller(target.target, $0)
        }
        nextSession += 1
        controllers[target.target] = Controller(line: line, target: target, session: nextSession)
    }

    /// The bridge as the database has it now.
    private func configureSwitch(_ wanted: [DialTarget]) {
        guard let bridge = agent.bridges.first(where: { $0.name == wanted.first?.bridge }) else { return }
        if switchAgent?.configuration.datapathID != bridge.datapathID {
            var configuration = SwitchAgent.Configuration(datapathID: bridge.datapathID)
            configuration.probeInterval = wanted.first.flatMap { $0.inactivityProbe > .zero ? $0.inactivityProbe : nil }
            switchAgent = SwitchAgent(configuration, bodies: bodies, now: loop.now)
        }
        let numbers = Set(bridge.ports.map(\.number))
        for port in switchAgent?.ports ?? [] where !numbers.contains(port.number) {
            if let actions = switchAgent?.removePort(port.number, at: loop.now) { perform(actions) }
        }
        for port in bridge.ports {
            let port = Port(number: port.number, hardwareAddress: port.mac, name: port.name)
            if let actions = switchAgent?.setPort(port, at: loop.now) { perform(actions) }
        }
    }

    /// Has ovs-vswitchd take note of what was committed, soon.
    private func reconcileSoon() {
        guard !isReconciling else { return }
        isReconciling = true
        loop.schedule(after: Self.reaction) { [weak self] in
            guard let self else { return }
            isReconciling = false
            if agent.reconcile() {
                sendUpdates()
                follow()
            }
        }
    }
}

// MARK: - What comes on the lines

extension FleetHost {
    private func manager(_ name: String, _ event: Line.Event) {
        guard let manager = managers[name] else { return }
        switch event {
        case .opened:
            managers[name]?.connection = agent.server.connect()
            agent.setConnected(manager.target, true)
        case .received(let bytes):
            guard let connection = manager.connection else { return }
            if agent.server.receive(bytes, on: connection) != nil {
                managers[name]?.connection = nil
                manager.line.cut()
            }
            reconcileSoon()
        case .lost:
            if let connection = manager.connection { agent.server.disconnect(connection) }
            managers[name]?.connection = nil
            agent.setConnected(manager.target, false)
        }
        sendUpdates()
    }

    private func sendUpdates() {
        for connection in agent.server.connectionsWithOutput {
            let bytes = agent.server.takeOutput(connection)
            managers.values.first { $0.connection == connection }?.line.send(bytes)
        }
    }

    private func controller(_ name: String, _ event: Line.Event) {
        guard let controller = controllers[name] else { return }
        switch event {
        case .opened:
            if let actions = switchAgent?.connected(controller.session, at: loop.now) { perform(actions) }
            agent.setConnected(controller.target, true)
            sendUpdates()
        case .received(let bytes):
            if let actions = switchAgent?.received(bytes, controller.session, at: loop.now) { perform(actions) }
        case .lost:
            switchAgent?.disconnected(controller.session)
            agent.setConnected(controller.target, false)
            sendUpdates()
        }
    }

    private func perform(_ actions: [SwitchAgent.Action]) {
        for action in actions {
            switch action {
            case .send(let session, let bytes): line(of: session)?.send(bytes)
            case .close(let session, _): line(of: session)?.cut()
            // No packet passes in a fleet.
            case .emit: break
            }
        }
    }

    private func line(of session: Int) -> Line? { controllers.values.first { $0.session == session }?.line }
}
