import NetworkTypes

/// Messages of Open vSwitch's own (NXT_* of `nicira-ext.h`) that every version has; `Message` has those in daily use.
public enum NiciraMessage: Hashable, Sendable {
    /// NXT_ROLE_REQUEST and its reply: roles as numbers of its own, without a generation.
    case roleRequest(NiciraRole)
    case roleReply(NiciraRole)
    /// NXT_FLOW_MOD: no table but by NXT_FLOW_MOD_TABLE_ID, no masks of cookies.
    indirect case flowModification(FlowModification)
    /// NXT_FLOW_REMOVED.
    indirect case flowRemoved(FlowRemoved)
    /// NXT_FLOW_MOD_TABLE_ID: whether the high byte of NXT_FLOW_MOD's command is a table.
    case flowModTableID(Bool)
    /// NXT_PACKET_IN, the format 1 of `setPacketInFormat`.
    indirect case packetIn(PacketIn)
    /// NXT_FLOW_AGE: flow statistics shall tell ages. Of no effect from 1.3 on.
    case flowAge
    /// NXT_SET_ASYNC_CONFIG: the six words of 1.3 for any version.
    case setAsync(AsyncConfiguration)
    /// NXT_SET_CONTROLLER_ID: controller actions with this id send here.
    case setControllerID(UInt16)
    case tlvTableModification(TLVTableModification)
    case tlvTableRequest
    case tlvTableReply(TLVTable)
    /// NXT_RESUME: the packet goes on from where it was sent to the controller.
    indirect case resume(PacketIn2)
    /// NXT_CT_FLUSH_ZONE.
    case flushConntrackZone(UInt16)
    /// NXT_CT_FLUSH.
    case flushConntrack(ConntrackFlush)
}

/// NX_ROLE_*.
public enum NiciraRole: UInt32, Hashable, Sendable {
    case equal = 0
    case primary = 1
    case secondary = 2
}
