/// What is known of packets, from the match that lets them through or from the packet itself, and what actions made of them
/// since: all that prerequisites ask.
struct PacketFacts {
    private let match: Match
    /// Namespace and type; zero is an Ethernet frame.
    private var packetType: UInt32
    private var frameType: UInt16
    private(set) var ipProtocol: UInt8
    private(set) var tagCount: Int

    init(_ match: Match) {
        self.match = match
        packetType = UInt32(truncatingIfNeeded: match[.packetType]?.value ?? 0)
        frameType = UInt16(truncatingIfNeeded: match[.etherType]?.value ?? 0)
        ipProtocol = UInt8(truncatingIfNeeded: match[.ipProtocol]?.value ?? 0)
        let isTagged = [Field.vlanVID, .vlanTCI].contains { (match[$0]?.value ?? 0) & 0x1000 != 0 }
        tagCount = isTagged ? 1 : 0
    }

    /// Of one packet: an Ethernet frame, or what the type of packet says it begins with.
    init(packet: [UInt8], packetType: UInt32 = 0) {
        let headers: PacketHeaders? =
            switch packetType >> 16 {
            // Open vSwitch looks at one tag, unless `vlan-limit` says otherwise.
            case 0: PacketHeaders(frame: packet, tagLimit: 1)
            case 1: PacketHeaders(packet: packet, etherType: UInt16(truncatingIfNeeded: packetType))
            default: nil
            }
        var match = Match([MatchField(.packetType, packetType)])
        if let headers {
            match.set(.etherType, headers.etherType)
            match.set(.ipProtocol, headers.ip.number)
            match.set(.ipFragment, headers.ip.fragment)
            match.set(.icmpv6Type, headers.ip.first & 0xff)
            match.set(.icmpv6Code, headers.ip.second & 0xff)
        }
        self.init(match)
        tagCount = headers?.tags.count ?? 0
    }

    var isFrame: Bool { packetType == 0 }

    /// Of the frame or, in the namespace of EtherTypes, of the packet; zero: none is known.
    var etherType: UInt16 {
        if isFrame { return frameType }
        return packetType >> 16 == 1 ? UInt16(truncatingIfNeeded: packetType) : 0
    }

    var isIP: Bool { etherType == 0x0800 || etherType == 0x86dd }
    var isMPLS: Bool { etherType == 0x8847 || etherType == 0x8848 }

    private func value(_ field: Field) -> UInt128 { match[field]?.value ?? 0 }

    /// Whether the match compares a bit that only a valid connection has, or says that it is tracked and not invalid.
    var hasValidConnection: Bool {
        match[.ctState].map { Field.Prerequisite(.ctState, .validConnection).isSatisfied(by: $0) } ?? false
    }
    var hasInvalidConnection: Bool { value(.ctState) & 0x10 != 0 }

    /// As Open vSwitch asks: by the values, whatever their masks.
    func meets(_ prerequisite: FieldPrerequisite) -> Bool {
        switch prerequisite {
        case .none: true
        case .ethernet: isFrame
        case .vlan: isFrame && tagCount > 0
        case .ip: isIP
        case .ipv4: etherType == 0x0800
        case .ipv6: etherType == 0x86dd
        case .arp: etherType == 0x0806 || etherType == 0x8035
        case .mpls: isMPLS
        case .pbb: etherType == 0x88e7
        case .nsh: etherType == 0x894f
        case .ct, .ctIPv4, .ctIPv6, .ctTransport: hasValidConnection
        default: meetsTransport(prerequisite)
        }
    }

    private func meetsTransport(_ prerequisite: FieldPrerequisite) -> Bool {
        let isFirstFragment = value(.ipFragment) & 2 == 0
        switch prerequisite {
        case .tcp: return isIP && ipProtocol == 6 && isFirstFragment
        case .udp: return isIP && ipProtocol == 17 && isFirstFragment
        case .sctp: return isIP && ipProtocol == 132 && isFirstFragment
        case .icmpv4: return etherType == 0x0800 && ipProtocol == 1
        case .icmpv6: return etherType == 0x86dd && ipProtocol == 58
        default: break
        }
        guard etherType == 0x86dd, ipProtocol == 58, value(.icmpv6Code) == 0 else { return false }
        switch prerequisite {
        case .nd: return [135, 136].contains(value(.icmpv6Type))
        case .ndSolicitation: return value(.icmpv6Type) == 135
        default: return value(.icmpv6Type) == 136
        }
    }

    mutating func pushTag() { tagCount += 1 }
    mutating func popTag() { tagCount = max(0, tagCount - 1) }
    mutating func setTag(_ tag: UInt128) { tagCount = tag & 0x1000 != 0 ? max(1, tagCount) : 0 }

    /// The protocol inside is not known any more.
    mutating func pushLabel(_ type: UInt16) {
        frameType = type
        ipProtocol = 0
    }

    mutating func popLabel(_ type: UInt16) { frameType = type }

    mutating func encapsulate(_ type: UInt32) {
        packetType = type
        if type >> 16 == 1 { frameType = UInt16(truncatingIfNeeded: type) }
        if !isIP { ipProtocol = 0 }
    }

    /// What is under a header other than Ethernet's is not known before.
    mutating func decapsulate() {
        if isFrame {
            packetType = 1 << 16 | UInt32(frameType)
        } else {
            packetType = 0xffff_ffff
            frameType = 0xffff
        }
    }
}
