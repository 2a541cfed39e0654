import NetworkTypes

extension Match: CustomStringConvertible {
    /// As ovs-ofctl dump-flows writes it, in its order and with its abbreviations: `icmp,in_port=1,nw_dst=10.0.0.1`.
    public var description: String { TextWriter.text { $0.write(self) } }

    /// One word for the EtherType and, where there is one, the protocol.
    fileprivate var shorthand: (name: StaticString, coversProtocol: Bool)? {
        guard let type = self[.etherType]?.value else { return nil }
        switch type {
        case 0x0800: return Self.shorthand(self[.ipProtocol]?.value, "ip", "icmp", 1, "tcp", "udp", "sctp")
        case 0x86dd: return Self.shorthand(self[.ipProtocol]?.value, "ipv6", "icmp6", 58, "tcp6", "udp6", "sctp6")
        case 0x0806: return ("arp", false)
        case 0x8035: return ("rarp", false)
        case 0x8847: return ("mpls", false)
        case 0x8848: return ("mplsm", false)
        default: return nil
        }
    }

    private static func shorthand(
        _ number: UInt128?, _ plain: StaticString, _ icmp: StaticString, _ icmpNumber: UInt128, _ tcp: StaticString,
        _ udp: StaticString, _ sctp: StaticString
    ) -> (name: StaticString, coversProtocol: Bool) {
        switch number {
        case icmpNumber: (icmp, true)
        case 6: (tcp, true)
        case 17: (udp, true)
        case 132: (sctp, true)
        default: (plain, false)
        }
    }
}

extension TextWriter {
    /// The fields with commas between them; false when there is none.
    @discardableResult
    mutating func write(_ match: Match, priority: UInt16? = nil) -> Bool {
        let start = count
        if let priority, priority != 32768 {
            write("priority=")
            write(decimal: priority)
        }
        if !match.isEmpty { write(fieldsOf: match, from: start) }
        return count > start
    }

    /// In the order of ranks: matches are short, and looking for the next one needs no memory.
    private mutating func write(fieldsOf match: Match, from start: Int) {
        let table = MatchFieldText.table
        let shorthand = match.shorthand
        // Ranks are doubled, so that an EtherType without a word fits behind the addresses.
        let typeRank = Int(MatchFieldText.lastAddress) * 2 + 1
        var last = 0
        while true {
            var next = Int.max
            var found: MatchField?
            for field in match.fields {
                let isType = field.field == .etherType && shorthand == nil
                let rank = isType ? typeRank : Int(table[Int(field.field.index)].rank) * 2
                if rank > last, rank < next {
                    next = rank
                    found = field
                }
            }
            let metadata = Int(MatchFieldText.lastTunnelField) * 2
            if !match.others.isEmpty, last <= metadata, next > metadata { write(metadataOf: match, from: start) }
            guard let found else { break }
            last = next
            write(found, of: match, shorthand: shorthand, head: table[Int(found.field.index)].head, from: start)
        }
        if !match.others.isEmpty { write(unknownOf: match, from: start) }
    }

    private mutating func write(
        _ field: MatchField, of match: Match, shorthand: (name: StaticString, coversProtocol: Bool)?, head: [UInt8],
        from start: Int
    ) {
        switch field.field {
        case .etherType:
            write(separatorFrom: start)
            if let shorthand { return write(shorthand.name) }
            write("dl_type=")
            write(padded: field.value, digits: 4)
        case .vlanVID: write(tagOf: match, from: start)
        case .vlanPCP: if match[.vlanVID] == nil { write(tagOf: match, from: start) }
        case .ipProtocol where shorthand?.coversProtocol == true: break
        case .packetType where field.value == 0: break
        case _ where field.isHidden(in: match): break
        default:
            write(separatorFrom: start)
            write(bytes: head)
            write(matchValueOf: field)
        }
    }

    private mutating func write(separatorFrom start: Int) {
        if count > start { write(UInt8(ascii: ",")) }
    }

    /// OVS keeps the tag as one 16-bit word and prints it so unless identifier and priority are whole.
    private mutating func write(tagOf match: Match, from start: Int) {
        let identifier = match[.vlanVID]
        let priority = match[.vlanPCP]
        let mask = identifier.map { $0.mask ?? 0x1fff } ?? 0
        let value = identifier?.value ?? 0
        write(separatorFrom: start)
        if value & 0x1000 != 0, mask & 0xfff == 0xfff || (mask & 0xfff == 0 && priority != nil) {
            if mask & 0xfff != 0 {
                write("dl_vlan=")
                write(decimal: value & 0xfff)
                if priority != nil { write(",") }
            }
            if let priority {
                write("dl_vlan_pcp=")
                write(decimal: priority.value)
            }
            return
        }
        write("vlan_tci=")
        write(padded: value | (priority?.value ?? 0) << 13, digits: 4)
        write("/")
        write(padded: mask | (priority == nil ? 0 : 0xe000), digits: 4)
    }

    /// Numbers with a mask are hexadecimal in a match, whatever they are without.
    private mutating func write(matchValueOf field: MatchField) {
        switch field.field {
        case .ctLabel where field.value == 0:
            write("0x0")
            if let mask = field.mask { write(masked: mask) }
        case .ipv6FlowLabel: write(padded: field, digits: 5)
        case .vlanTCI: write(padded: field, digits: 4)
        case .nshFlags where field.mask != nil: write(padded: field, digits: 2)
        case .ipDSCP: write(decimal: field.value << 2)
        case .tunnelFlags: write(signed: field.value, mask: field.mask ?? 1, names: TextValue.tunnelFlags)
        // Open vSwitch prints no masks of these.
        case .tunnelGBPFlags, .tunnelERSPANVersion, .tunnelERSPANIndex, .tunnelERSPANDirection,
            .tunnelERSPANHardwareID, .tunnelGTPUFlags, .tunnelGTPUMessageType:
            write(valueOf: MatchField(whole: field.field, field.value))
        case _ where field.mask != nil && field.field.entry.format == .decimal:
            write(alternate: field.value)
            if let mask = field.mask { write(masked: mask) }
        default: write(valueOf: field)
        }
    }

    private mutating func write(masked mask: UInt128) {
        write("/")
        write(hexadecimal: mask)
    }

    private mutating func write(padded field: MatchField, digits: Int) {
        write(padded: field.value, digits: digits)
        guard let mask = field.mask else { return }
        write("/")
        write(padded: mask, digits: digits)
    }

    private mutating func write(metadataOf match: Match, from start: Int) {
        for metadata in match.tunnelMetadata {
            write(separatorFrom: start)
            write(text: metadata.field.name)
            if metadata.asksPresence { continue }
            write("=")
            write(metadata)
        }
    }

    private mutating func write(unknownOf match: Match, from start: Int) {
        let bytes = match.unknown
        guard !bytes.isEmpty else { return }
        write(separatorFrom: start)
        write("unknown=")
        write(text: TextValue.dotted(bytes))
    }
}

extension MatchField {
    /// Whether ovs-ofctl says nothing of it in such a match.
    fileprivate func isHidden(in match: Match) -> Bool {
        switch field {
        case .tunnelERSPANIndex: match[.tunnelERSPANVersion]?.value != 1
        // It takes their values for their masks.
        case .tunnelERSPANDirection, .tunnelERSPANHardwareID:
            match[.tunnelERSPANVersion]?.value != 2 || value == 0
        case .tunnelGTPUFlags, .tunnelGTPUMessageType: value == 0
        case Field.nshContext(1)...Field.nshContext(4):
            match[.nshMetadataType]?.value != 1
        default: false
        }
    }
}
