import Wire

/// OFPT_SET_CONFIG and its reply (section 7.3.2).
public struct SwitchConfiguration: Hashable, Sendable {
    /// OFPC_FRAG_*: 0 normal, 1 drop, 2 reassemble.
    public var flags: UInt16
    /// Bytes of a packet that a table miss sends. Zero keeps a service connection of Open vSwitch without any
    /// asynchronous message.
    public var missSendLength: UInt16

    public init(flags: UInt16 = 0, missSendLength: UInt16) {
        self.flags = flags
        self.missSendLength = missSendLength
    }

    /// OFPC_FRAG_NX_MATCH of `nicira-ext.h`: first fragments show their ports and types to the flows, so that no refusal is
    /// evaded by fragmenting. It holds for the whole switch, whoever set it; the length is the connection's own.
    public static let showingFragments = SwitchConfiguration(flags: 3, missSendLength: 128)

    init(from reader: inout ByteReader) throws(WireError) {
        flags = try reader.read()
        missSendLength = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(flags)
        writer.write(missSendLength)
    }
}
