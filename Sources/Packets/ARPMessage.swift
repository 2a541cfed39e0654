public import NetworkTypes
public import Wire

/// Address resolution for IPv4 over Ethernet (RFC 826).
public struct ARPMessage: Hashable, Sendable {
    /// 1 asks, 2 answers.
    public let operation: UInt16
    public let senderMAC: MACAddress
    public let senderAddress: IPv4Address
    public let targetMAC: MACAddress
    public let targetAddress: IPv4Address

    /// Throws for other kinds of hardware and protocol, too.
    public init(from reader: inout ByteReader) throws(WireError) {
        let kinds: UInt64 = try reader.peek()
        // Ethernet, IPv4, 6 and 4 bytes an address.
        guard kinds >> 16 == 0x0001_0800_0604 else {
            throw WireError(.invalid("ARP for other than IPv4 over Ethernet"), at: reader.offset)
        }
        try reader.skip(6)
        operation = try reader.read()
        senderMAC = try reader.readMAC()
        senderAddress = IPv4Address(rawValue: try reader.read())
        targetMAC = try reader.readMAC()
        targetAddress = IPv4Address(rawValue: try reader.read())
    }
}
