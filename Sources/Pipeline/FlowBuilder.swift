public import NetworkTypes
public import OpenFlow

/// Builds one flow of a stage, in the order in which it reads. Each step takes the builder over, so that a chain copies no list.
public struct FlowBuilder {
    let stage: Stage
    let priority: UInt16
    let cookie: Cookie
    var fields: [MatchField] = []
    var actions: [Action] = []

    public init(_ stage: Stage, priority: UInt16, cookie: Cookie) {
        self.stage = stage
        self.priority = priority
        self.cookie = cookie
    }

    public consuming func matching(_ slot: Slot, _ value: UInt64) -> Self { matching(slot.match(value)) }

    @inlinable
    public consuming func matching(_ field: Field, _ value: some BinaryInteger, mask: UInt128? = nil) -> Self {
        matching(MatchField(field, UInt128(value), mask: mask))
    }

    public consuming func matching(_ field: MatchField) -> Self {
        if fields.isEmpty { fields.reserveCapacity(Self.usualFields) }
        // In the order of a match: mostly at the end.
        if let last = fields.last, last.field > field.field {
            fields.insert(field, at: fields.firstIndex { $0.field > field.field } ?? fields.endIndex)
        } else {
            fields.append(field)
        }
        return self
    }

    /// Few flows compare more.
    private static let usualFields = 8
    private static let usualActions = 4

    public consuming func setting(_ slot: Slot, _ value: UInt64) -> Self { acting(slot.set(value)) }

    @inlinable
    public consuming func setting(_ field: Field, _ value: some BinaryInteger) -> Self {
        acting(.setField(MatchField(field, UInt128(value))))
    }

    public consuming func copying(_ source: Field, to destination: Field) -> Self {
        acting(.move(from: SubField(source), to: SubField(destination)))
    }

    public consuming func acting(_ action: Action) -> Self {
        if actions.isEmpty { actions.reserveCapacity(Self.usualActions) }
        actions.append(action)
        return self
    }

    public consuming func going(to next: Stage) -> Flow {
        precondition(stage.leads(to: next), "\(stage) does not lead to \(next)")
        return flow(then: .goto(next.table))
    }

    /// Drops what exceeds the NIC's meter; comes before every other action, as versions before 1.5 have it.
    public consuming func metered(_ meter: NICMeter, _ port: PortNumber) -> Self {
        precondition(actions.isEmpty, "a meter comes first")
        return acting(.meter(meter.id(port)))
    }

    /// Ends here: what the actions put out is all.
    public consuming func ending() -> Flow { flow(then: nil) }

    public consuming func dropping() -> Flow {
        precondition(actions.isEmpty, "a drop does nothing else")
        return flow(then: nil)
    }

    private consuming func flow(then next: Instruction?) -> Flow {
        var instructions: [Instruction] = actions.isEmpty ? [] : [.applyActions(actions)]
        if let next { instructions.append(next) }
        return Flow(
            table: stage.table, priority: priority, cookie: cookie.rawValue, match: Match(fields),
            instructions: instructions)
    }
}

extension FlowBuilder {
    public consuming func matching(etherType: UInt16) -> Self { matching(.etherType, etherType) }
    public consuming func matching(source mac: MACAddress) -> Self { matching(.ethernetSource, mac.rawValue) }
    public consuming func matching(destination mac: MACAddress) -> Self { matching(.ethernetDestination, mac.rawValue) }

    /// UDP over IPv4 or IPv6.
    public consuming func matching(udpOver etherType: UInt16) -> Self {
        matching(etherType: etherType).matching(.ipProtocol, 17)
    }

    /// ICMPv6, of any type.
    public var matchingICMPv6: Self { matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58) }

    /// The first fragment of a packet that comes in several.
    public var matchingFirstFragment: Self { matching(.ipFragment, 1, mask: 3) }

    /// IPv6 neighbour discovery of this type (133–137, RFC 4861 section 4) with code 0.
    public consuming func matching(neighbourDiscovery type: UInt8) -> Self {
        matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58)
            .matching(.icmpv6Type, type).matching(.icmpv6Code, 0)
    }
}
