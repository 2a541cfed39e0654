extension ModificationBatch.Member: CustomStringConvertible {
    /// The flow, group or meter as ovs-ofctl writes it, or which zone is flushed.
    var description: String {
        switch verb {
        case .addFlow, .addFlowAlone: EncodedFlow(bytes).decoded().description
        case .deleteFlow: "delete_strict \(EncodedFlow(bytes).decoded().description)"
        case .group(.delete): "delete \(EncodedGroup(bytes).decoded().description)"
        case .group: EncodedGroup(bytes).decoded().description
        case .meter(.delete): "delete meter=\(EncodedMeter(bytes).id)"
        case .meter: EncodedMeter(bytes).decoded().description
        case .flushZone: "NXT_CT_FLUSH_ZONE zone_id=\(zone)"
        }
    }
}
