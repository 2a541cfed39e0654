import NetworkTypes
import OpenFlow

/// Reads a frame into match fields as Open vSwitch 3.1 does (`miniflow_extract` in `lib/flow.c`).
///
/// It never fails: what is cut off or does not add up shows as zero, and nothing behind it is looked at. Tables are
/// to be safe on any bytes, so these details are the point of it.
struct FlowExtraction {
    let frame: [UInt8]
    var fields: FieldValues
    var layout = FrameLayout()
    var tags: [VLANTag] = []
    /// The next byte, and one behind the last that counts.
    var position = 0
    var end: Int
    /// First fragments show their ports and types (OFPC_FRAG_NX_MATCH of `nicira-ext.h`).
    let showsFragments: Bool

    /// Open vSwitch reads one tag unless `other_config:vlan-limit` says otherwise.
    private static let tagLimit = 1
    /// Smaller numbers behind the addresses are lengths (IEEE 802.3).
    private static let smallestEtherType: UInt16 = 0x600
    /// FLOW_DL_TYPE_NONE: a frame without an EtherType.
    private static let noEtherType: UInt16 = 0x5ff

    /// `fields` brings the metadata: input port, tunnel, registers.
    init(_ frame: [UInt8], _ fields: FieldValues, showsFragments: Bool) {
        self.frame = frame
        self.showsFragments = showsFragments
        self.fields = fields
        end = frame.count
        readEthernet()
    }

    var remaining: Int { end - position }

    func byte(_ offset: Int) -> UInt8 { frame[offset] }
    func word(_ offset: Int) -> UInt16 { UInt16(frame[offset]) << 8 | UInt16(frame[offset + 1]) }

    /// `count` bytes as one number; they must be there.
    func number(_ offset: Int, _ count: Int) -> UInt128 {
        var value: UInt128 = 0
        for index in offset..<offset + count { value = value << 8 | UInt128(frame[index]) }
        return value
    }

    private mutating func readEthernet() {
        layout.end = end
        guard frame.count >= 14 else { return }
        fields[.ethernetDestination] = number(0, 6)
        fields[.ethernetSource] = number(6, 6)
        position = 12
        readTags()
        layout.etherType = position
        let type = readEtherType()
        fields[.etherType] = UInt128(type)
        if let tag = tags.first {
            fields[.vlanVID] = UInt128(tag.control & 0x1fff)
            fields[.vlanPCP] = UInt128(tag.control >> 13)
        }
        layout.network = position
        switch type {
        case EtherType.ipv4: readIPv4()
        case EtherType.ipv6: readIPv6()
        case EtherType.arp, 0x8035: readARP()
        case 0x8847, 0x8848: readMPLS()
        default: layout.network = nil
        }
    }

    private mutating func readTags() {
        while tags.count < Self.tagLimit, word(position) == 0x8100 || word(position) == 0x88a8, remaining >= 6 {
            // The canonical-format bit has the place of OFPVID_PRESENT.
            tags.append(VLANTag(type: word(position), control: word(position + 2) | 0x1000))
            position += 4
        }
    }

    private mutating func readEtherType() -> UInt16 {
        let type = word(position)
        position += 2
        if type >= Self.smallestEtherType { return type }
        // LLC and SNAP with the organisation code of Ethernet (RFC 1042).
        guard remaining >= 8, number(position, 6) == 0xaaaa_0300_0000 else { return Self.noEtherType }
        let inner = word(position + 6)
        position += 8
        return inner >= Self.smallestEtherType ? inner : Self.noEtherType
    }

    private mutating func readMPLS() {
        guard remaining >= 4 else { return }
        let label = number(position, 4)
        fields[.mplsLabel] = label >> 12
        fields[.mplsTC] = label >> 9 & 7
        fields[.mplsBottomOfStack] = label >> 8 & 1
        fields[.mplsTTL] = label & 0xff
    }

    private mutating func readARP() {
        guard remaining >= 28, number(position, 6) == 0x0001_0800_0604 else { return }
        let operation = word(position + 6)
        // Only the lower byte is kept, and larger numbers show as zero.
        if operation <= 0xff { fields[.arpOperation] = UInt128(operation) }
        fields[.arpSenderMAC] = number(position + 8, 6)
        fields[.arpSenderIPv4] = number(position + 14, 4)
        fields[.arpTargetMAC] = number(position + 18, 6)
        fields[.arpTargetIPv4] = number(position + 24, 4)
    }
}
