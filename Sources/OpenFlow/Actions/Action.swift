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
        let ones: UInt128 = ~0 >> UInt128(128 - part.bits)
        let value = UInt128(value)
        precondition(value & ~ones == 0, "the value has at most \(part.bits) bits")
        return .setField(
            MatchField(
                unchecked: part.field, value << UInt128(part.offset), mask: ones << UInt128(part.offset)))
    }
}
