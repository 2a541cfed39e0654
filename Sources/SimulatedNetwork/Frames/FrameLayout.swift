/// Where the headers of a frame begin, as far as Open vSwitch found them.
struct FrameLayout: Hashable, Sendable {
    /// The EtherType behind the addresses and the tags that were read.
    var etherType = 12
    /// The first byte of the network header: IPv4, IPv6 or ARP.
    var network: Int?
    /// The first byte of TCP, UDP, SCTP, ICMP or ICMPv6; none in later fragments.
    var transport: Int?
    /// One behind the last byte that IP counts as its own.
    var end = 0
    /// The addresses in the link-layer options of neighbour discovery.
    var sourceLinkLayer: Int?
    var targetLinkLayer: Int?
    /// The type byte of the first of these options.
    var firstOption: Int?
}

/// An 802.1Q or 802.1ad tag.
public struct VLANTag: Hashable, Sendable {
    /// 0x8100 or 0x88a8.
    public var type: UInt16
    /// Priority (3 bits), OFPVID_PRESENT (1 bit) and identifier (12 bits).
    public var control: UInt16
}
