public import NetworkTypes
public import OpenFlow

/// A whole host that dials its controllers: a database, and the switch of its first bridge.
///
/// It reads no clock and no socket: the caller says what came and when, and does what is answered. A line is a connection
/// that the host wants to have; the caller dials it, and dials it again after the pauses of `RedialPause` whenever it is
/// lost.
///
/// ```swift
/// var host = SimulatedHost(agent, bodies: bodies, now: now)
/// perform(host.start(at: now))
/// perform(host.opened(line, at: now))
/// perform(host.received(bytes, line, at: now))
/// perform(host.tick(now))             // when `nextDeadline` is there
/// ```
public struct SimulatedHost {
    public enum Action {
        /// Keep a connection with this target, until `end`.
        case dial(line: Int, DialTarget, maximumPause: Duration)
        case setMaximumPause(line: Int, Duration)
        case send(line: Int, [UInt8])
        /// Break it off, say that it is lost, and dial again.
        case cut(line: Int)
        /// Break it off and forget it; nothing is to be said of it any more.
        case end(line: Int)
        /// A controller wants a frame sent, by these actions.
        case emit(PacketOut)
    }

    /// How long ovs-vswitchd takes to act on its database: 2.8 ms from a port in it to the port's number (measured).
    private static let reaction = Duration.milliseconds(2)
    /// Open vSwitch 3.1 waits so long for a controller at most, whatever the row says.
    private static let longestControllerPause = Duration.seconds(8)

    private var agent: HostAgent
    private let bodies: FlowBodies
    /// From the moment that a controller is wanted.
    private var device: SwitchAgent?
    /// By their lines.
    private var managers: [Int: Manager] = [:]
    private var controllers: [Int: DialTarget] = [:]
    private var lastLine = 0
    /// When ovs-vswitchd takes note of what was committed.
    private var reactionDue: MonotonicTime?
    private var flowLimit: Int?
    private var actions: [Action] = []
    private var now: MonotonicTime

    private struct Manager {
        var target: DialTarget
        /// In the server, while the line stands.
        var connection: Int?
    }

    /// - Parameter bodies: shared by the hosts of one thread.
    public init(_ agent: HostAgent, bodies: FlowBodies = FlowBodies(), now: MonotonicTime) {
        self.agent = agent
        self.bodies = bodies
        self.now = now
    }

    public mutating func start(at now: MonotonicTime) -> [Action] {
        act(now) { $0.follow() }
    }

    /// Somebody on the host changes its database: a VM's port comes or goes, say.
    public mutating func change(at now: MonotonicTime, _ body: (inout HostAgent) -> Void) -> [Action] {
        act(now) { host in
            body(&host.agent)
            host.reactSoon()
        }
    }

    /// Each table of the switch holds so many flows at most; nil: as many as are wanted.
    public mutating func limitFlows(_ limit: Int?) {
        flowLimit = limit
        device?.flowLimit = limit
    }

    /// ovs-vswitchd ends and starts again: all flows are gone, and controllers are dialled anew.
    public mutating func restartSwitch(at now: MonotonicTime) -> [Action] {
        act(now) { host in
            guard host.device != nil else { return }
            host.device = nil
            for line in host.controllers.keys.sorted() { host.actions.append(.cut(line: line)) }
            host.follow()
        }
    }

    /// Somebody on the host sends messages of OpenFlow 1.5 to the switch, as ovs-ofctl does, and goes.
    public mutating func command(_ messages: [Message], at now: MonotonicTime) -> [Action] {
        act(now) { host in
            let session = Self.localSession
            host.take(host.device?.connected(session, at: host.now))
            let hello = Message.hello(Hello(versions: [OpenFlowVersion.v1_5.rawValue]))
            for (xid, message) in ([hello] + messages).enumerated() {
                let bytes = message.encoded(version: .v1_5, xid: UInt32(xid))
                host.take(host.device?.received(bytes, session, at: host.now))
            }
            host.device?.disconnected(session)
            host.actions.removeAll { $0.line == session }
        }
    }

    /// No line has this number.
    private static let localSession = 0

    // MARK: What comes on the lines

    public mutating func opened(_ line: Int, at now: MonotonicTime) -> [Action] {
        act(now) { host in
            if let manager = host.managers[line] {
                host.managers[line]?.connection = host.agent.server.connect()
                host.agent.setConnected(manager.target, true)
            } else if let target = host.controllers[line] {
                host.take(host.device?.connected(line, at: host.now))
                host.agent.setConnected(target, true)
            }
        }
    }

    public mutating func received(_ bytes: [UInt8], _ line: Int, at now: MonotonicTime) -> [Action] {
        act(now) { host in
            if let manager = host.managers[line] {
                guard let connection = manager.connection else { return }
                if host.agent.server.receive(bytes, on: connection) != nil {
                    host.managers[line]?.connection = nil
                    host.actions.append(.cut(line: line))
                }
                host.reactSoon()
            } else {
                host.take(host.device?.received(bytes, line, at: host.now))
            }
        }
    }

    public mutating func lost(_ line: Int, at now: MonotonicTime) -> [Action] {
        act(now) { host in
            if let manager = host.managers[line] {
                if let connection = manager.connection { host.agent.server.disconnect(connection) }
                host.managers[line]?.connection = nil
                host.agent.setConnected(manager.target, false)
            } else if let target = host.controllers[line] {
                host.device?.disconnected(line)
                host.agent.setConnected(target, false)
            }
        }
    }

    // MARK: Time

    /// When `tick` has something to do.
    public var nextDeadline: MonotonicTime? { [reactionDue, device?.nextDeadline].compactMap(\.self).min() }
    /// When ovs-vswitchd acts on its database next; never late, as others wait for it.
    public var nextReaction: MonotonicTime? { reactionDue }

    public mutating func tick(_ now: MonotonicTime) -> [Action] {
        act(now) { host in
            if let due = host.reactionDue, due <= host.now {
                host.reactionDue = nil
                if host.agent.reconcile() { host.follow() }
            }
            if let due = host.device?.nextDeadline, due <= host.now { host.take(host.device?.tick(host.now)) }
        }
    }
}

// MARK: - As others see it

extension SimulatedHost {
    public var flowCount: Int { device?.flowCount ?? 0 }
    /// In an order that only depends on what was done.
    public var flows: [Flow] { device?.flows ?? [] }
    public var groups: [Group] { device?.groups ?? [] }
    public var meters: [Meter] { device?.meters ?? [] }
    /// How often each connection-tracking zone of the bridge was flushed.
    public var zoneFlushes: [UInt16: Int] { device?.zoneFlushes ?? [:] }
    /// The bridges as ovs-vswitchd has them.
    public var bridges: [HostBridge] { agent.bridges }
}

// MARK: - What the database asks for

extension SimulatedHost {
    private mutating func act(_ now: MonotonicTime, _ body: (inout SimulatedHost) -> Void) -> [Action] {
        self.now = max(self.now, now)
        body(&self)
        sendUpdates()
        defer { actions = [] }
        return actions
    }

    /// Has ovs-vswitchd take note of what was committed, soon.
    private mutating func reactSoon() {
        if reactionDue == nil { reactionDue = now + Self.reaction }
    }

    private mutating func sendUpdates() {
        let connections = agent.server.connectionsWithOutput
        guard !connections.isEmpty else { return }
        for connection in connections {
            let bytes = agent.server.takeOutput(connection)
            guard let line = managers.first(where: { $0.value.connection == connection })?.key else { continue }
            actions.append(.send(line: line, bytes))
        }
    }

    /// Dials whom the database names and is not dialled yet, and drops whom it names no more.
    private mutating func follow() {
        followManagers(agent.managers.filter { !$0.isPassive })
        let wanted = agent.controllers.filter { !$0.isPassive }
        let targets = Set(wanted.map(\.target))
        for (line, target) in controllers.sorted(by: { $0.key < $1.key }) where !targets.contains(target.target) {
            controllers[line] = nil
            device?.disconnected(line)
            actions.append(.end(line: line))
        }
        if let first = wanted.first { configureSwitch(first) }
        for target in wanted {
            if let line = controllers.first(where: { $0.value.target == target.target })?.key {
                controllers[line] = target
            } else {
                controllers[dial(target, maximumPause: Self.longestControllerPause)] = target
            }
        }
    }

    private mutating func followManagers(_ wanted: [DialTarget]) {
        let targets = Set(wanted.map(\.target))
        for (line, manager) in managers.sorted(by: { $0.key < $1.key }) where !targets.contains(manager.target.target) {
            managers[line] = nil
            if let connection = manager.connection { agent.server.disconnect(connection) }
            actions.append(.end(line: line))
        }
        for target in wanted {
            guard let (line, manager) = managers.first(where: { $0.value.target.target == target.target }) else {
                managers[dial(target, maximumPause: target.maximumBackoff)] = Manager(target: target)
                continue
            }
            if manager.target.maximumBackoff != target.maximumBackoff {
                actions.append(.setMaximumPause(line: line, target.maximumBackoff))
            }
            managers[line]?.target = target
        }
    }

    private mutating func dial(_ target: DialTarget, maximumPause: Duration) -> Int {
        lastLine += 1
        actions.append(.dial(line: lastLine, target, maximumPause: maximumPause))
        return lastLine
    }

    /// The bridge as the database has it now.
    private mutating func configureSwitch(_ controller: DialTarget) {
        guard let bridge = agent.bridges.first(where: { $0.name == controller.bridge }) else { return }
        if device == nil {
            var configuration = SwitchAgent.Configuration(datapathID: bridge.datapathID)
            configuration.probeInterval = controller.inactivityProbe > .zero ? controller.inactivityProbe : nil
            device = SwitchAgent(configuration, bodies: bodies, now: now)
            device?.flowLimit = flowLimit
        } else if device?.configuration.datapathID != bridge.datapathID {
            take(device?.setDatapathID(bridge.datapathID, at: now))
        }
        let numbers = Set(bridge.ports.map(\.number))
        for port in device?.ports ?? [] where !numbers.contains(port.number) {
            take(device?.removePort(port.number, at: now))
        }
        for port in bridge.ports {
            let port = Port(number: port.number, hardwareAddress: port.mac, name: port.name)
            take(device?.setPort(port, at: now))
        }
    }

    private mutating func take(_ new: [SwitchAgent.Action]?) {
        for action in new ?? [] {
            switch action {
            case .send(let line, let bytes): actions.append(.send(line: line, bytes))
            case .close(let line, _): actions.append(.cut(line: line))
            case .emit(let packet): actions.append(.emit(packet))
            }
        }
    }
}

extension SimulatedHost.Action {
    /// The line concerned.
    var line: Int? {
        switch self {
        case .dial(let line, _, _), .setMaximumPause(let line, _), .send(let line, _), .cut(let line), .end(let line):
            line
        case .emit: nil
        }
    }
}
