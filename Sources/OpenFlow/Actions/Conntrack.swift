/// Sends a packet through connection tracking: NXAST_CT of `nicira-ext.h`.
public struct Conntrack: Hashable, Sendable {
    public enum Zone: Hashable, Sendable {
        case number(UInt16)
        /// 16 bits of a field, usually of a register.
        case field(SubField)
    }

    public var commit: Bool
    /// The packet's direction becomes the original one. Needs `commit`.
    public var force: Bool
    public var zone: Zone
    /// The table that the packet, now tracked, goes on to; nil: it does not (the copy ends).
    public var table: UInt8?
    /// Port of the protocol helper: 21 FTP, 69 TFTP, 0 none.
    public var helper: UInt16
    /// Only set-field and move to ct_mark and ct_label, and at most one NAT.
    public var actions: [Action]

    public init(
        commit: Bool = false, force: Bool = false, zone: Zone = .number(0), table: UInt8? = nil, helper: UInt16 = 0,
        actions: [Action] = []
    ) {
        precondition(commit || !force, "ct(force) needs commit")
        if case .field(let part) = zone { precondition(part.bits == 16, "a conntrack zone has 16 bits") }
        self.commit = commit
        self.force = force
        self.zone = zone
        self.table = table
        self.helper = helper
        self.actions = actions
    }
}
