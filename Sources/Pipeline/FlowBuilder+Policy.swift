public import OpenFlow

extension FlowBuilder {
    /// Sets slots; those that lie in one register, one after the other, in one action.
    public consuming func setting(_ values: [(slot: Slot, value: UInt64)]) -> Self {
        var builder = self
        var pending: MatchField?
        for (slot, value) in values {
            let field = slot.match(value)
            if let open = pending, open.field == field.field, let joined = open.joined(with: field) {
                pending = joined
            } else {
                if let pending { builder = builder.acting(.setField(pending)) }
                pending = field
            }
        }
        if let pending { builder = builder.acting(.setField(pending)) }
        return builder
    }

    /// The other end is one with this identity.
    public consuming func matching(peerIdentity number: UInt64) -> Self {
        matching(.peerIdentityHigh, number >> 32).matching(.peerIdentityLow, number & 0xffff_ffff)
    }

    public consuming func setting(peerIdentity number: UInt64) -> Self {
        setting(.peerIdentityHigh, number >> 32).setting(.peerIdentityLow, number & 0xffff_ffff)
    }

    /// Asks the rules of a group. What they say is in the slots of verdicts afterwards.
    public consuming func asking(_ group: UInt32, _ side: PolicySide) -> Self {
        setting(.judgedGroup, JudgedGroup.value(group, side))
            .acting(.resubmit(port: nil, table: Stage.rules.table))
    }

    /// Hands the packet to connection tracking, in the zone of the slot; it goes on knowing its connection.
    public consuming func tracking() -> EncodedFlow {
        guard let stages = PolicyStages.all.first(where: { $0.connect == stage }) else {
            preconditionFailure("\(stage) does not track")
        }
        return acting(.conntrack(Conntrack(zone: .field(Slot.zone.part), table: stages.peers.table))).ending()
    }

    /// Has connection tracking keep the connection; the packet goes on.
    ///
    /// - Parameter isLabelled: it is kept with the rule that admits it. If not, a label that it has stays.
    public consuming func committing(isLabelled: Bool) -> EncodedFlow {
        guard let stages = PolicyStages.all.first(where: { $0.commit == stage }) else {
            preconditionFailure("\(stage) does not keep connections")
        }
        let label: [Action] = [
            .move(from: Slot.allowingRule.part, to: SubField(.ctLabel, ConnectionLabel.rule)),
            .move(from: Slot.persists.part, to: SubField(.ctLabel, ConnectionLabel.persists)),
        ]
        return acting(
            .conntrack(
                Conntrack(
                    commit: true, zone: .field(Slot.zone.part), table: stages.after.table,
                    actions: isLabelled ? label : []))
        ).ending()
    }
}

extension FlowBuilder {
    /// Packets of connections that connection tracking knows or takes for new ones: only of those may the tuple be matched.
    public consuming func matchingValidConnection() -> Self { matching(connection: [.tracked], not: [.invalid]) }

    /// - Parameters:
    ///   - flags: ones in ct_state.
    ///   - others: zeros in it.
    public consuming func matching(connection flags: ConnectionState, not others: ConnectionState = []) -> Self {
        matching(.ctState, flags.rawValue, mask: UInt128(flags.union(others).rawValue))
    }

    /// A later fragment, which shows neither ports nor types.
    public consuming func matchingLaterFragment() -> Self { matching(.ipFragment, 3) }
    /// Any fragment.
    public consuming func matchingFragment() -> Self { matching(.ipFragment, 1, mask: 1) }
    /// A packet that is whole.
    public consuming func matchingWhole() -> Self { matching(.ipFragment, 0) }
}

/// Bits of ct_state.
public struct ConnectionState: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let new = ConnectionState(rawValue: 1)
    public static let established = ConnectionState(rawValue: 2)
    public static let related = ConnectionState(rawValue: 4)
    public static let reply = ConnectionState(rawValue: 8)
    public static let invalid = ConnectionState(rawValue: 0x10)
    public static let tracked = ConnectionState(rawValue: 0x20)
}

extension MatchField {
    /// Both at once; nil where one of them is compared whole, or both say something of one bit.
    fileprivate func joined(with other: MatchField) -> MatchField? {
        guard let mask, let otherMask = other.mask, mask & otherMask == 0 else { return nil }
        return MatchField(field, value | other.value, mask: mask | otherMask)
    }
}
