extension TextWriter {
    /// What a packet is, as ovs-ofctl shows the contents of packet-in and packet-out, on a line of its own. What it starts
    /// with is in `match`; without that it is an Ethernet frame.
    mutating func write(contents packet: [UInt8], match: Match) {
        guard let type = match[.packetType]?.value, type != 0 else {
            write(headersOfFrame: PacketHeaders(frame: packet))
            return write("\n")
        }
        write("packet_type=")
        write(packetType: UInt32(truncatingIfNeeded: type))
        let etherType = type >> 16 == 1 ? UInt16(truncatingIfNeeded: type) : 0
        write(inner: PacketHeaders(packet: packet, etherType: etherType), coversNumber: false)
        write("\n")
    }

    private mutating func write(headersOfFrame headers: PacketHeaders) {
        let word = Self.word(headers)
        write(word.name)
        if word.name.utf8CodeUnitCount > 0 { write(",") }
        write(tags: headers.tags)
        write("dl_src=")
        write(mac: headers.source)
        write(",dl_dst=")
        write(mac: headers.destination)
        if word.name.utf8CodeUnitCount == 0 {
            write(",dl_type=")
            write(padded: headers.etherType, digits: 4)
        }
        write(inner: headers, coversNumber: word.coversNumber)
    }

    private mutating func write(inner headers: PacketHeaders, coversNumber: Bool) {
        switch headers.etherType {
        case 0x0800, 0x86dd: write(headers.ip, isIPv6: headers.etherType == 0x86dd, coversNumber: coversNumber)
        case 0x0806, 0x8035: write(headers.arp)
        case 0x8847, 0x8848: write(labels: headers.labels)
        case 0x894f: write(headers.service)
        default: break
        }
    }

    private static func word(_ headers: PacketHeaders) -> (name: StaticString, coversNumber: Bool) {
        switch (headers.etherType, headers.ip.number) {
        case (0x0800, 1): ("icmp", true)
        case (0x0800, 6): ("tcp", true)
        case (0x0800, 17): ("udp", true)
        case (0x0800, 132): ("sctp", true)
        case (0x0800, _): ("ip", false)
        case (0x86dd, 58): ("icmp6", true)
        case (0x86dd, 6): ("tcp6", true)
        case (0x86dd, 17): ("udp6", true)
        case (0x86dd, 132): ("sctp6", true)
        case (0x86dd, _): ("ipv6", false)
        case (0x0806, _): ("arp", false)
        case (0x8035, _): ("rarp", false)
        case (0x8847, _): ("mpls", false)
        case (0x8848, _): ("mplsm", false)
        default: ("", false)
        }
    }

    /// Every tag, and that there is none behind the last, with a comma behind each.
    private mutating func write(tags: [UInt16]) {
        for index in 0..<min(2, tags.count + 1) {
            let suffix: StaticString = index == 0 ? "" : "1"
            guard index < tags.count else {
                write("vlan_tci")
                write(suffix)
                write("=0x0000,")
                continue
            }
            write("dl_vlan")
            write(suffix)
            write("=", tags[index] & 0xfff)
            write(",dl_vlan_pcp")
            write(suffix)
            write("=", tags[index] >> 13)
            write(",")
        }
    }

    private mutating func write(_ name: StaticString, _ value: some BinaryInteger) {
        write(name)
        write(decimal: value)
    }

    private mutating func write(_ arp: ARPHeader) {
        write(",arp_spa=")
        write(ipv4: arp.senderIP)
        write(",arp_tpa=")
        write(ipv4: arp.targetIP)
        write(",arp_op=", arp.operation)
        write(",arp_sha=")
        write(mac: arp.senderMAC)
        write(",arp_tha=")
        write(mac: arp.targetMAC)
    }

    private mutating func write(labels: [UInt32]) {
        let top = labels.first ?? 0
        write(",mpls_label=", top >> 12)
        write(",mpls_tc=", top >> 9 & 7)
        write(",mpls_ttl=", top & 0xff)
        write(",mpls_bos=", top >> 8 & 1)
        for index in 1..<3 where labels.prefix(index).allSatisfy({ $0 & 0x100 == 0 }) {
            write(index == 1 ? ",mpls_lse1=" : ",mpls_lse2=", index < labels.count ? labels[index] : 0)
        }
    }

    private mutating func write(_ header: ServiceHeader) {
        write(",nsh_flags=", header.flags)
        write(",nsh_ttl=", header.ttl)
        write(",nsh_mdtype=", header.metadataType)
        write(",nsh_np=", header.nextProtocol)
        write(",nsh_spi=")
        write(hexadecimal: header.path >> 8)
        write(",nsh_si=", header.path & 0xff)
        for (index, word) in header.context.enumerated() {
            write(",nsh_c", index + 1)
            write("=")
            write(hexadecimal: word)
        }
        write(",nw_proto=0,nw_tos=0,nw_ecn=0,nw_ttl=0,nw_frag=no")
    }

    private mutating func write(_ ip: IPHeader, isIPv6: Bool, coversNumber: Bool) {
        if isIPv6 {
            write(",ipv6_src=")
            write(ipv6: ip.source, mask: nil)
            write(",ipv6_dst=")
            write(ipv6: ip.destination, mask: nil)
            write(",ipv6_label=")
            write(padded: ip.flowLabel, digits: 5)
        } else {
            write(",nw_src=")
            write(ipv4: UInt32(truncatingIfNeeded: ip.source))
            write(",nw_dst=")
            write(ipv4: UInt32(truncatingIfNeeded: ip.destination))
        }
        if !coversNumber { write(",nw_proto=", ip.number) }
        write(",nw_tos=", ip.typeOfService & 0xfc)
        write(",nw_ecn=", ip.typeOfService & 3)
        write(",nw_ttl=", ip.ttl)
        write(",nw_frag=")
        write(ip.fragment == 0 ? "no" : ip.fragment == 1 ? "first" : "later")
        if ip.fragment & 2 == 0 { write(transportOf: ip, isIPv6: isIPv6) }
        if let checksum = ip.checksum {
            write(checksum.name)
            write(digits: UInt64(checksum.value), count: 1)
        }
    }

    private mutating func write(transportOf ip: IPHeader, isIPv6: Bool) {
        switch (ip.number, isIPv6) {
        case (6, _), (17, _), (132, _), (2, _), (1, true), (58, false):
            write(",tp_src=", ip.first)
            write(",tp_dst=", ip.second)
            guard ip.number == 6 else { return }
            write(",tcp_flags=")
            write(set: UInt128(ip.tcpFlags), names: TextValue.tcpFlags)
        case (1, false), (58, true):
            write(",icmp_type=", ip.first)
            write(",icmp_code=", ip.second)
            guard let discovery = ip.discovery else { return }
            write(",nd_target=")
            write(ipv6: discovery.target, mask: nil)
            write(",nd_sll=")
            write(mac: discovery.sourceLinkLayer)
            write(",nd_tll=")
            write(mac: discovery.targetLinkLayer)
        default: break
        }
    }
}
