import OpenFlow

/// Options of Geneve have a length of each switch's own, from a table that its controller fills (NXT_TLV_TABLE_MOD). The
/// interpreter is a switch whose table is empty: there Open vSwitch 3.1 refuses every flow that names one. At groups it does not look.
extension Flow {
    var namesTunnelMetadata: Bool {
        !match.tunnelMetadata.isEmpty
            || instructions.contains { instruction in
                switch instruction {
                case .applyActions(let actions), .writeActions(let actions): actions.nameTunnelMetadata
                default: false
                }
            }
    }
}

extension [Action] {
    var nameTunnelMetadata: Bool { contains(where: \.namesTunnelMetadata) }
}

extension Action {
    var namesTunnelMetadata: Bool {
        switch self {
        case .setTunnelMetadata: true
        case .move(let source, let destination): source.isTunnelMetadata || destination.isTunnelMetadata
        case .push(let part), .pop(let part), .outputField(let part, _), .checkPacketLarger(_, let part):
            part.isTunnelMetadata
        case .deleteField(let field): field.metadataNumber != nil
        case .conntrack(let conntrack): conntrack.namesTunnelMetadata
        case .clone(let actions): actions.nameTunnelMetadata
        case .learn(let learn): learn.namesTunnelMetadata
        case .multipath(let multipath): multipath.destination.isTunnelMetadata
        case .bundle(let bundle): bundle.destination?.isTunnelMetadata ?? false
        default: false
        }
    }
}

extension Conntrack {
    fileprivate var namesTunnelMetadata: Bool {
        if case .field(let part) = zone, part.isTunnelMetadata { return true }
        return actions.nameTunnelMetadata
    }
}

extension Learn {
    fileprivate var namesTunnelMetadata: Bool {
        if let result, result.isTunnelMetadata { return true }
        return specifications.contains { specification in
            switch specification {
            case .match(let field, let source), .load(let field, let source):
                field.isTunnelMetadata || source.isTunnelMetadata
            case .matchValue(let field, _), .loadValue(let field, _), .output(let field): field.isTunnelMetadata
            }
        }
    }
}

extension SubField {
    fileprivate var isTunnelMetadata: Bool { field.metadataNumber != nil }
}

extension OpenFlowError {
    /// NXFMFC_INVALID_TLV_FIELD.
    static let invalidTunnelMetadata = OpenFlowError(type: 0xffff, code: 37, experimenter: 0x2320)
}
