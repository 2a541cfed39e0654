public import NetworkTypes
public import OpenFlow

/// Builds one flow of a stage, in the order in which it reads: what it matches, what it does, where it leads. Each step takes the
/// builder over, so that a chain copies nothing.
public struct FlowBuilder {
    let stage: Stage
    private var writer: FlowWriter

    public init(_ stage: Stage, priority: UInt16, cookie: Cookie) {
        self.stage = stage
        writer = FlowWriter(table: stage.table, priority: priority, cookie: cookie.rawValue)
    }

    public consuming func matching(_ slot: Slot, _ value: UInt64) -> Self { matching(slot.match(value)) }

    @inlinable
    public consuming func matching(_ field: Field, _ value: some BinaryInteger, mask: UInt128? = nil) -> Self {
        matching(MatchField(field, UInt128(value), mask: mask))
    }

    public consuming func matching(_ field: MatchField) -> Self {
        writer.match(field)
        return self
    }

    public consuming func setting(_ slot: Slot, _ value: UInt64) -> Self { acting(slot.set(value)) }

    @inlinable
    public consuming func setting(_ field: Field, _ value: some BinaryInteger) -> Self {
        acting(.setField(MatchField(field, UInt128(value))))
    }

    public consuming func copying(_ source: Field, to destination: Field) -> Self {
        acting(.move(from: SubField(source), to: SubField(destination)))
    }

    public consuming func acting(_ action: Action) -> Self {
        writer.act(action)
        return self
    }

    public consuming func going(to next: Stage) -> EncodedFlow {
        precondition(stage.leads(to: next), "\(stage) does not lead to \(next)")
        return writer.end(goto: next.table)
    }

    /// Drops what exceeds the NIC's meter; comes before every other action, as versions before 1.5 have it.
    public consuming func metered(_ meter: NICMeter, _ port: PortNumber) -> Self {
        precondition(!writer.hasActions, "a meter comes first")
        return acting(.meter(meter.id(port)))
    }

    /// Ends here: what the actions put out is all.
    public consuming func ending() -> EncodedFlow { writer.end(goto: nil) }

    public consuming func dropping() -> EncodedFlow {
        precondition(!writer.hasActions, "a drop does nothing else")
        return writer.end(goto: nil)
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
    public consuming func matchingICMPv6() -> Self {
        matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58)
    }

    /// The first fragment of a packet that comes in several.
    public consuming func matchingFirstFragment() -> Self { matching(.ipFragment, 1, mask: 3) }

    /// IPv6 neighbour discovery of this type (133–137, RFC 4861 section 4) with code 0.
    public consuming func matching(neighbourDiscovery type: UInt8) -> Self {
        matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58)
            .matching(.icmpv6Type, type).matching(.icmpv6Code, 0)
    }
}
