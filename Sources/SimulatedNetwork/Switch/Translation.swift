import NetworkTypes
import OpenFlow

/// One packet's way through the tables of a switch: what Open vSwitch calls translation (`ofproto-dpif-xlate.c`).
struct Translation {
    /// Lookups in the same or an earlier table within each other, and lookups in all.
    static let maximumDepth = 64
    static let maximumLookups = 4096

    let device: SimulatedSwitch
    let isTraced: Bool
    var tracker: ConnectionTracker
    var packet: Packet
    var verdict = Verdict()
    var table: UInt8 = 0
    var cookie: UInt64 = 0
    var actionSet = ActionSet()
    var stack: [(value: UInt128, bits: Int)] = []
    /// Nested lookups that count against `maximumDepth`, and nesting for the trace.
    var depth = 0
    var nesting = 0
    var lookups = 0
    /// A meter dropped it: nothing more happens to the packet.
    var isDropped = false
    /// Its TTL has expired: the rest of the actions that stand beside are passed over.
    var listEnds = false
    /// Where a tunnel brought the packet: it is not sent there again.
    let arrivalDestination: IPAddress?

    init(of arrival: Arrival, in device: SimulatedSwitch, tracker: ConnectionTracker, isTraced: Bool) {
        self.device = device
        self.tracker = tracker
        self.isTraced = isTraced
        var metadata = FieldValues()
        metadata[.inPort] = UInt128(arrival.port.rawValue)
        if let tunnel = arrival.tunnel { metadata.set(tunnel) }
        packet = Packet(arrival.frame, metadata: metadata, showsFragments: device.showsFragments)
        arrivalDestination = arrival.tunnel?.destination
    }

    mutating func run() {
        enter(0)
        executeActionSet()
    }

    func finished() -> Verdict {
        var result = verdict
        if result.fault != nil {
            result.outputs = []
            result.packetIns = []
        }
        return result
    }

    mutating func note(_ event: @autoclosure () -> TraceStep.Event) {
        if isTraced { verdict.trace.append(TraceStep(depth: nesting, table: table, event: event())) }
    }

    /// Nothing more is to be done with the packet here.
    var isDone: Bool { isDropped || listEnds || verdict.fault != nil }

    /// Looks the packet up in a table, as if it came in by `port`, and does what the flow says.
    mutating func enter(_ next: UInt8, as port: PortNumber? = nil) {
        guard !isDone, mayGoOn() else { return }
        let isFirst = lookups == 0
        lookups += 1
        let outer = (table, cookie, depth)
        // Only lookups that go back, or stay, count as deeper.
        if next <= table, !isFirst { depth += 1 }
        table = next
        defer { (table, cookie, depth) = outer }
        let lookup = device.table(next)?.lookup(shown(as: port)) ?? FlowTable.Lookup()
        guard let found = lookup.found else { return note(.missed) }
        if let rival = lookup.rival {
            verdict.ambiguities.append(Verdict.Ambiguity(first: found.flow, second: rival.flow))
        }
        note(.matched(found.flow))
        cookie = found.flow.cookie
        nested { for instruction in found.flow.instructions { $0.execute(instruction) } }
    }

    /// Whether another lookup or group is within what Open vSwitch does for a packet; else the packet is lost.
    mutating func mayGoOn() -> Bool {
        if depth >= Self.maximumDepth { fail(.tooDeep) }
        if lookups >= Self.maximumLookups { fail(.tooManyLookups) }
        return verdict.fault == nil
    }

    private func shown(as port: PortNumber?) -> FieldValues {
        guard let port else { return packet.fields }
        var fields = packet.fields
        fields[.inPort] = UInt128(port.rawValue)
        return fields
    }

    /// A list of actions of its own.
    mutating func nested(_ body: (inout Translation) -> Void) {
        let outer = listEnds
        listEnds = false
        nesting += 1
        body(&self)
        nesting -= 1
        listEnds = outer
    }

    /// A list of actions that works on a copy of the packet: what it sends counts, what it changes does not.
    mutating func onCopy(_ body: (inout Translation) -> Void) {
        let outer = packet
        nested(body)
        packet = outer
    }

    /// The same, with an action set and a stack of its own.
    mutating func apart(_ body: (inout Translation) -> Void) {
        let outer = (actionSet, stack)
        onCopy(body)
        (actionSet, stack) = outer
    }

    mutating func fail(_ fault: Verdict.Fault) {
        if verdict.fault == nil { verdict.fault = fault }
        note(.dropped(reason: "\(fault)"))
    }

    private mutating func execute(_ instruction: Instruction) {
        guard !isDone else { return }
        switch instruction {
        case .meter(let id): passMeter(id)
        case .applyActions(let actions): execute(actions)
        case .clearActions: actionSet.clear()
        case .writeActions(let actions): actionSet.write(actions)
        case .writeMetadata(let value, let mask):
            packet.fields[.metadata] = packet.fields[.metadata] & ~UInt128(mask) | UInt128(value & mask)
        case .goto(let next): enter(next)
        case .statisticsTrigger, .unknown: fail(.unsupported("an unknown instruction"))
        }
    }

    mutating func passMeter(_ id: UInt32) {
        guard device.exhaustedMeters.contains(id) else { return }
        isDropped = true
        note(.dropped(reason: "meter \(id)"))
    }

    mutating func executeActionSet() {
        guard !isDone else { return }
        execute(actionSet.ordered)
    }
}

extension FieldValues {
    mutating func set(_ tunnel: TunnelKey) {
        self[.tunnelID] = UInt128(tunnel.id)
        switch tunnel.source {
        case .v4(let address): self[.tunnelIPv4Source] = UInt128(address.rawValue)
        case .v6(let address): self[.tunnelIPv6Source] = address.rawValue
        case nil: break
        }
        switch tunnel.destination {
        case .v4(let address): self[.tunnelIPv4Destination] = UInt128(address.rawValue)
        case .v6(let address): self[.tunnelIPv6Destination] = address.rawValue
        case nil: break
        }
    }

    /// The tunnel that the fields name; IPv4 goes before IPv6.
    var tunnel: TunnelKey {
        func address(_ v4: Field, _ v6: Field) -> IPAddress? {
            if self[v4] != 0 { return .v4(IPv4Address(rawValue: UInt32(self[v4]))) }
            return self[v6] == 0 ? nil : .v6(IPv6Address(rawValue: self[v6]))
        }
        return TunnelKey(
            id: UInt64(self[.tunnelID]), source: address(.tunnelIPv4Source, .tunnelIPv6Source),
            destination: address(.tunnelIPv4Destination, .tunnelIPv6Destination))
    }
}
