/// One member of a batch, decoded.
public enum Modification: Hashable, Sendable {
    case flow(FlowModification)
    case group(GroupModification)
    case meter(MeterModification)
    /// All connections of a connection-tracking zone are forgotten (NXT_CT_FLUSH_ZONE).
    case zoneFlush(UInt16)
}

extension ModificationBatch {
    /// What a member is about.
    public enum Subject: Hashable, Sendable {
        case flow(cookie: UInt64)
        case group(id: UInt32)
        case meter(id: UInt32)
        case zone(UInt16)
    }

    /// What member `index` is about. Traps outside the batch.
    public func subject(at index: Int) -> Subject {
        let member = members[index]
        return switch member.verb {
        case .addFlow, .addFlowAlone, .deleteFlow: .flow(cookie: EncodedFlow(member.bytes).cookie)
        case .group: .group(id: EncodedGroup(member.bytes).id)
        case .meter: .meter(id: EncodedMeter(member.bytes).id)
        case .flushZone: .zone(member.zone)
        }
    }

    /// Member `index` as it is meant. Traps outside the batch.
    public func modification(at index: Int) -> Modification {
        let member = members[index]
        return switch member.verb {
        case .addFlow, .addFlowAlone: .flow(FlowModification(.add, EncodedFlow(member.bytes).decoded()))
        case .deleteFlow:
            .flow(
                FlowModification(
                    .deleteStrict, EncodedFlow(member.bytes).decoded(), cookieMask: Self.deletionCookieMask))
        case .group(let command): .group(GroupModification(command, EncodedGroup(member.bytes).decoded()))
        case .meter(let command): .meter(MeterModification(command, EncodedMeter(member.bytes).decoded()))
        case .flushZone: .zoneFlush(member.zone)
        }
    }
}

extension ModificationBatch.Member {
    /// Of a flush: struct nx_zone_id ends the message.
    var zone: UInt16 { bytes.load(at: bytes.count - 2, as: UInt16.self) }
}
