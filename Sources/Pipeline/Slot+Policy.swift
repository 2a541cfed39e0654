import OpenFlow

/// What the stages of a NIC's policy know of a packet. Both sides use the same slots: `ingress-track` begins anew.
extension Slot {
    /// 1 when the other end is a NIC that is known in the network.
    public static let peerIsKnown = flag("peer is known", 1)
    /// 1 when the other end's address is one inside: known, in a subnet of the network, or one that no router forwards.
    public static let peerIsInside = flag("peer is inside", 2)
    /// 1 when the policy of the NIC that receives is asked.
    public static let isIngress = flag("ingress", 3)
    /// 1 when what no rule decides is dropped.
    public static let defaultDenies = flag("default denies", 4)
    /// 1 when TCP connections may be taken up in the middle.
    public static let picksUp = flag("picks up", 5)
    /// 1 when a rule that matched asks for every packet to be logged; or for some.
    public static let logsAll = flag("log all", 6)
    public static let logsSampled = flag("log sampled", 7)
    /// 1 when the connection outlives the rule that admits it.
    public static let persists = flag("persists", 8)

    /// The NIC's connection-tracking zone.
    public static let zone = Slot(name: "zone", field: .register(3), bits: 0..<16)
    /// The group whose rules are asked, and in which direction: `JudgedGroup.value`.
    public static let judgedGroup = Slot(name: "judged group", field: .register(4), bits: 0..<32)
    /// What rules can tell of the other end, in two halves; 0 when they can tell nothing.
    public static let peerIdentityHigh = Slot(name: "peer identity, high half", field: .register(6), bits: 0..<32)
    public static let peerIdentityLow = Slot(name: "peer identity, low half", field: .register(7), bits: 0..<32)
    /// The number of a rule that allows, rejects, denies; 0 when none does.
    public static let allowingRule = Slot(name: "allowing rule", field: .register(8), bits: 0..<32)
    public static let rejectingRule = Slot(name: "rejecting rule", field: .register(9), bits: 0..<32)
    public static let denyingRule = Slot(name: "denying rule", field: .register(10), bits: 0..<32)

    /// What rules have said.
    public static let verdicts = [allowingRule, rejectingRule, denyingRule]

    /// Everything that one side must not find of the other side's.
    public static let ofOneSide =
        [
            peerIsKnown, peerIsInside, isIngress, defaultDenies, picksUp, logsAll, logsSampled, persists,
            peerIdentityHigh, peerIdentityLow,
        ] + verdicts

    static let ofPolicy = ofOneSide + [zone, judgedGroup]

    private static func flag(_ name: String, _ bit: Int) -> Slot {
        Slot(name: name, field: .register(2), bits: bit..<bit + 1)
    }
}

/// Values of `Slot.judgedGroup`.
public enum JudgedGroup {
    /// - Parameters:
    ///   - group: its number, of 31 bits.
    ///   - side: whether its rules for what members send are asked, or those for what reaches them.
    public static func value(_ group: UInt32, _ side: PolicySide) -> UInt64 {
        precondition(group > 0 && group < 1 << 31, "a group's number has 31 bits, and 0 is none")
        return UInt64(group) << 1 | (side == .ingress ? 1 : 0)
    }
}

/// What connection tracking keeps with a connection: ct_label.
public enum ConnectionLabel {
    /// The number of the rule that admitted it; 0 when the default did, or when it began with a packet in fragments.
    public static let rule = 0..<32
    /// 1 when it outlives that rule.
    public static let persists = 64..<65
    public static let persistsMask = UInt128(1) << 64
}
