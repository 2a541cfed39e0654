public import NetworkTypes

/// What is done to a packet (OpenFlow 1.5.1 section 7.2.6, and Open vSwitch's `nicira-ext.h`).
public enum Action: Hashable, Sendable {
    /// `maxLength`: bytes for the controller, 0xffff for all; zero for other ports.
    case output(PortNumber, maxLength: UInt16)
    case group(UInt32)
    /// A masked one changes only the bits of the mask. Versions before 1.5 say that by NXAST_REG_LOAD2.
    case setField(MatchField)
    /// Copies bits; both parts have the same width.
    case move(from: SubField, to: SubField)
    /// Looks up in another table with `port` as in_port (nil: unchanged), then goes on: NXAST_RESUBMIT_TABLE.
    case resubmit(port: PortNumber?, table: UInt8)
    case push(SubField)
    case pop(SubField)
    /// Pushes an empty tag with this EtherType: 0x8100 or 0x88a8.
    case pushVLAN(UInt16)
    case popVLAN
    case decrementTTL
    case setQueue(UInt32)
    /// Drops what exceeds the meter. An instruction in 1.3 and 1.4, where it must come first.
    case meter(UInt32)
    /// To the controller with data of one's own: NXAST_CONTROLLER2, or plain output when nothing needs it.
    case controller(maxLength: UInt16, userdata: [UInt8], meter: UInt32?)
    case conntrack(Conntrack)
    /// Only inside conntrack.
    case nat(NAT)
    /// Forgets the connection state: NXAST_CT_CLEAR.
    case clearConntrack
    /// Does the actions on a copy, as a sandbox: NXAST_CLONE.
    case clone([Action])
    /// This flow is clause `clause` (0…) of `count` (2…64) of conjunction `id`.
    case conjunction(id: UInt32, clause: UInt8, count: UInt8)
    /// Copies the TTL one header outwards. Open vSwitch has it not (OFPBAC_BAD_TYPE).
    case copyTTLOut
    /// Copies the TTL one header inwards. Open vSwitch has it not (OFPBAC_BAD_TYPE).
    case copyTTLIn
    case setMPLSTTL(UInt8)
    case decrementMPLSTTL
    /// Pushes a label with this EtherType: 0x8847 or 0x8848.
    case pushMPLS(UInt16)
    /// Pops a label; the EtherType is that of what is under it.
    case popMPLS(UInt16)
    /// Pushes a backbone tag, EtherType 0x88e7. Open vSwitch has it not (OFPBAC_BAD_TYPE).
    case pushPBB(UInt16)
    case popPBB
    /// OFPAT_SET_NW_TTL.
    case setTTL(UInt8)
    /// Like `decrementTTL`; a packet whose TTL ends goes to the controllers with these ids: NXAST_DEC_TTL_CNT_IDS.
    case decrementTTLForControllers([UInt16])
    case decrementNSHTTL
    /// The way to say set-field on tun_id before there was one: NXAST_SET_TUNNEL, or NXAST_SET_TUNNEL64 when `isWide`.
    case setTunnel(UInt64, isWide: Bool)
    /// Back to the queue the packet had before set-queue: NXAST_POP_QUEUE.
    case popQueue
    /// Like `resubmit`, with the fields of a tracked connection's original direction swapped in: NXAST_RESUBMIT_TABLE_CT.
    case resubmitOriginal(port: PortNumber?, table: UInt8)
    /// Outputs to the port that the field holds: NXAST_OUTPUT_REG.
    case outputField(SubField, maxLength: UInt16)
    /// Outputs at most `maxLength` bytes (14…): NXAST_OUTPUT_TRUNC.
    case outputTruncated(PortNumber, maxLength: UInt32)
    /// To the controller with more than `controller` can say: NXAST_CONTROLLER and NXAST_CONTROLLER2.
    indirect case controllerWith(ControllerOptions)
    indirect case learn(Learn)
    indirect case multipath(Multipath)
    indirect case bundle(PortBundle)
    indirect case sample(Sample)
    /// Bytes without effect: NXAST_NOTE. On the wire there are 6, 14, 22, …; zeros fill up.
    case note([UInt8])
    /// Ends the translation of the packet: NXAST_EXIT.
    case exit
    /// New timeouts, in seconds, for this flow after a TCP FIN or RST; zero: unchanged. NXAST_FIN_TIMEOUT.
    case finTimeout(idle: UInt16, hard: UInt16)
    /// NXAST_WRITE_METADATA, the instruction as an action.
    case writeMetadata(UInt64, mask: UInt64)
    case encap(Encap)
    /// Takes the outermost header off. `packetType`: namespace and type of what is under it, 0xfffe to find out.
    case decap(packetType: UInt32)
    /// Sets one bit to whether the packet is longer than `length` bytes: NXAST_CHECK_PKT_LARGER.
    case checkPacketLarger(length: UInt16, result: SubField)
    /// Set-field of an option of Geneve, which has no fixed length.
    indirect case setTunnelMetadata(TunnelMetadata)
    /// Takes tunnel metadata away: NXAST_DELETE_FIELD.
    case deleteField(Field)
    /// An action this library does not know: its whole bytes as they came.
    case unknown([UInt8])

    /// Sends the packet out of a port; to the controller whole.
    public static func output(_ port: PortNumber) -> Action {
        .output(port, maxLength: port == .controller ? 0xffff : 0)
    }

    /// Writes a whole field.
    public static func setField(_ field: Field, _ value: some BinaryInteger) -> Action {
        .setField(MatchField(field, UInt128(value)))
    }

    /// Writes the bits of `part`.
    public static func setField(_ part: SubField, _ value: some BinaryInteger) -> Action {
        precondition(part.field.metadataNumber == nil, "tunnel metadata is set by setTunnelMetadata")
        let ones = part.ones
        let value = UInt128(value)
        precondition(value & ~ones == 0, "the value has at most \(part.bits) bits")
        return .setField(
            MatchField(
                unchecked: part.field, value << UInt128(part.offset), mask: ones << UInt128(part.offset)))
    }
}
