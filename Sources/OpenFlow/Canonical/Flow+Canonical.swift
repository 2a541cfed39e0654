import NetworkTypes

extension Flow {
    /// The same flow as Open vSwitch 3.1 describes it in OpenFlow 1.5, so that what is read back compares equal:
    /// - instructions stand in the order meter, apply, clear, write, metadata, trigger, goto; empty apply and write are left out;
    /// - a meter instruction (1.3, 1.4) is the first action of apply;
    /// - bits of written metadata outside its mask are zero;
    /// - send-to-controller without data and meter is plain output to the controller;
    /// - resubmit to in_port names no port;
    /// - set-tunnel is set-field on tun_id; a note fills its place with zeros;
    /// - in_port has 32 bits, and a ct_state that is matched whole is matched by the eight bits that there are.
    /// Registers, masks and the order of fields are normal in `Match` and `MatchField` themselves.
    public var canonical: Flow {
        if isCanonical { return self }
        var flow = self
        flow.instructions = Self.normal(instructions, isWhole: false)
        if !match.isCanonical { flow.match = match.canonical }
        return flow
    }

    /// The instructions as ovs-ofctl prints them: those of `canonical`, but for what says nothing and is printed
    /// nevertheless, which is writing no actions, and bits of metadata outside of the mask.
    var printedInstructions: [Instruction] { isCanonical ? instructions : Self.normal(instructions, isWhole: true) }

    var isCanonical: Bool {
        guard match.isCanonical else { return false }
        var previous = -1
        for instruction in instructions {
            let rank = instruction.rank
            guard rank > previous else { return false }
            previous = rank
            switch instruction {
            case .meter: return false
            case .applyActions(let actions), .writeActions(let actions):
                if actions.isEmpty || !actions.allSatisfy(\.isCanonical) { return false }
            case .writeMetadata(let value, let mask): if value & ~mask != 0 { return false }
            case .clearActions, .statisticsTrigger, .goto, .unknown: break
            }
        }
        return true
    }

    /// - Parameter isWhole: whether what says nothing stays.
    private static func normal(_ instructions: [Instruction], isWhole: Bool) -> [Instruction] {
        var applied: [Action] = []
        var result: [Instruction] = []
        for instruction in instructions {
            switch instruction {
            case .meter(let id): applied.insert(.meter(id), at: 0)
            case .applyActions(let actions): applied += actions.map(\.canonical)
            case .writeActions(let actions) where actions.isEmpty && !isWhole: break
            case .writeActions(let actions): result.append(.writeActions(actions.map(\.canonical)))
            case .writeMetadata(let value, let mask) where !isWhole:
                result.append(.writeMetadata(value & mask, mask: mask))
            case .writeMetadata, .clearActions, .statisticsTrigger, .goto, .unknown: result.append(instruction)
            }
        }
        if !applied.isEmpty { result.append(.applyActions(applied)) }
        return result.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }
}

extension Match {
    /// Bits of ct_state that Open vSwitch has.
    private static let stateBits: UInt128 = 0xff

    fileprivate var isCanonical: Bool {
        !fields.contains { $0.field == .inPort16 || ($0.field == .ctState && $0.mask == nil) }
    }

    fileprivate var canonical: Match {
        var match = self
        if let port = match[.inPort16] {
            match.remove(.inPort16)
            match.set(port.fromActions)
        }
        if let state = match[.ctState], state.mask == nil, state.value & ~Self.stateBits == 0 {
            match.set(.ctState, state.value, mask: Self.stateBits)
        }
        return match
    }
}

extension Instruction {
    /// Place in a canonical flow; it is also the order in which a switch executes them.
    var rank: Int {
        switch self {
        case .meter: 0
        case .applyActions: 1
        case .clearActions: 2
        case .writeActions: 3
        case .writeMetadata: 4
        case .statisticsTrigger: 5
        case .goto: 6
        case .unknown: 7
        }
    }
}

extension Action {
    var isCanonical: Bool {
        switch self {
        case .controller(_, let userdata, let meter): !userdata.isEmpty || meter != nil
        case .resubmit(let port, _): port != .inPort
        case .conntrack(let conntrack): conntrack.actions.allSatisfy(\.isCanonical)
        case .clone(let actions): actions.allSatisfy(\.isCanonical)
        case .resubmitOriginal(let port, _): port != .inPort
        case .controllerWith(let options): options.action == self
        case .setTunnel: false
        case .note(let bytes): bytes.count % 8 == 6
        default: true
        }
    }

    var canonical: Action {
        if isCanonical { return self }
        switch self {
        case .controller(let maxLength, _, _): return .output(.controller, maxLength: maxLength)
        case .resubmit(_, let table): return .resubmit(port: nil, table: table)
        case .conntrack(var conntrack):
            conntrack.actions = conntrack.actions.map(\.canonical)
            return .conntrack(conntrack)
        case .clone(let actions): return .clone(actions.map(\.canonical))
        case .resubmitOriginal(_, let table): return .resubmitOriginal(port: nil, table: table)
        case .controllerWith(let options): return options.action
        case .setTunnel(let id, _): return .setField(.tunnelID, id)
        case .note(let bytes): return .note(bytes + [UInt8](repeating: 0, count: (14 - bytes.count % 8) % 8))
        default: return self
        }
    }
}

extension Meter {
    /// The same meter as Open vSwitch 3.1 describes it: a band has a burst only where the meter's flags say so.
    public var canonical: Meter {
        guard !flags.contains(.burst) else { return self }
        var meter = self
        meter.bands = bands.map { band in
            switch band {
            case .drop(let rate, _): .drop(rate: rate, burst: 0)
            case .remarkDSCP(let rate, _, let levels): .remarkDSCP(rate: rate, burst: 0, levels: levels)
            case .experimenter(let rate, _, let experimenter, let data):
                .experimenter(rate: rate, burst: 0, experimenter: experimenter, data: data)
            case .unknown: band
            }
        }
        return meter
    }
}

extension Group {
    /// The same group as Open vSwitch 3.1 describes it in OpenFlow 1.5: only select groups have weights.
    public var canonical: Group {
        var group = self
        for index in group.buckets.indices {
            if type != .select { group.buckets[index].weight = 0 }
            group.buckets[index].actions = group.buckets[index].actions.map(\.canonical)
        }
        return group
    }

    /// What a host that speaks `version` can say of this group: before 1.5 buckets have no ids (their places stand for
    /// them) and groups no properties. Compare the desired group so with what such a host describes.
    public func reduced(to version: OpenFlowVersion) -> Group {
        guard version < .v1_5 else { return self }
        var group = self
        group.properties = []
        for index in group.buckets.indices { group.buckets[index].id = UInt32(index) }
        return group
    }
}
