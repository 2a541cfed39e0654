public import NetworkTypes
public import OpenFlow

/// The switch end of OpenFlow connections, and the switch behind them, as ovs-vswitchd 3.1 is seen by its controllers. It
/// reads no clock and no socket: the caller says what came and when, and does what is answered.
///
/// There may be several connections at a time, numbered by the caller; what they make of the switch outlives them. Packets
/// do not pass: counters stay zero.
public struct SwitchAgent {
    public private(set) var configuration: Configuration
    var state = SwitchState()
    var sessions: [Int: SwitchSession] = [:]
    let bodies: FlowBodies
    /// OFPC_FRAG_*, whoever set it.
    var fragmentMode: UInt16 = 0
    /// Of the last role request that had one.
    var generation: UInt64?
    var now: MonotonicTime
    /// How often each connection-tracking zone was flushed. No connections are tracked, as no packets pass.
    public internal(set) var zoneFlushes: [UInt16: Int] = [:]
    /// Frames that controllers want sent.
    var emissions: [PacketOut] = []

    /// - Parameter bodies: shared by the switches of one thread.
    public init(_ configuration: Configuration, bodies: FlowBodies = FlowBodies(), now: MonotonicTime) {
        self.configuration = configuration
        self.bodies = bodies
        self.now = now
    }

    /// A connection stands; the hello is among the actions.
    public mutating func connected(_ session: Int = 0, at now: MonotonicTime) -> [Action] {
        self.now = max(self.now, now)
        var new = SwitchSession(now: self.now)
        let versions = configuration.versions
        let highest = versions.max() ?? .v1_5
        new.output = Message.hello(Hello(versions: Set(versions.map(\.rawValue)))).encoded(version: highest, xid: 1)
        sessions[session] = new
        return taken()
    }

    /// Bytes came from the peer, cut anywhere.
    public mutating func received(_ bytes: [UInt8], _ session: Int = 0, at now: MonotonicTime) -> [Action] {
        self.now = max(self.now, now)
        guard sessions[session] != nil else { return [] }
        sessions[session]?.heardAt = self.now
        sessions[session]?.isProbing = false
        sessions[session]?.frames.append(bytes)
        while sessions[session]?.closeReason == nil, let next = sessions[session]?.frames.next() {
            switch next {
            case .message(let message): receive(message, session)
            case .damaged: close(session, "a message is shorter than its header")
            case .incomplete: return taken()
            }
        }
        return taken()
    }

    /// The connection is gone: its bundles and monitors go, the switch stays as it is.
    public mutating func disconnected(_ session: Int = 0) {
        sessions[session] = nil
        countMonitors()
    }

    /// The switch has another datapath-id from now on: as nothing could tell a controller, all of them have to connect anew. What they
    /// made of the switch stays.
    public mutating func setDatapathID(_ id: DatapathID, at now: MonotonicTime) -> [Action] {
        self.now = max(self.now, now)
        configuration.datapathID = id
        for session in sessions.keys.sorted() { close(session, "the datapath-id has changed") }
        return taken()
    }

    /// Session by session, what is to be sent and closed.
    mutating func taken() -> [Action] {
        tellEvents()
        var actions = emissions.map(Action.emit)
        emissions = []
        for number in sessions.keys.sorted() {
            if let output = sessions[number]?.output, !output.isEmpty {
                actions.append(.send(session: number, output))
                sessions[number]?.output = []
            }
            if let reason = sessions[number]?.closeReason {
                actions.append(.close(session: number, reason: reason))
                disconnected(number)
            }
        }
        return actions
    }

    mutating func close(_ session: Int, _ reason: String) { sessions[session]?.closeReason = reason }
}

extension SwitchAgent {
    public var flowCount: Int { state.store.flows.count }
    /// In an order that only depends on what was done.
    public var flows: [Flow] { state.store.flows.map { $0.decoded() } }
    /// Flows that each table holds at most, as rows of `Flow_Table` have it; more are refused.
    public var flowLimit: Int? {
        get { state.flowLimit }
        set { state.flowLimit = newValue }
    }
    /// By their numbers.
    public var groups: [Group] { state.groups.keys.sorted().compactMap { state.groups[$0]?.group } }
    public var meters: [Meter] { state.meters.keys.sorted().compactMap { state.meters[$0]?.meter } }
    /// Versions of the connections that are past their hellos.
    public func version(of session: Int = 0) -> OpenFlowVersion? { sessions[session]?.version }
}
