/// Names of fields in few words, as ovs-ofctl writes those of a table: `tun_{id,src,dst} reg0...reg7`.
enum FieldNameList {
    /// The fields of `names` in the order in which Open vSwitch lists them.
    static func text(_ names: Set<String>) -> String { text(order.filter(names.contains)[...], dropping: 0) }

    private static func text(_ names: ArraySlice<String>, dropping prefix: Int) -> String {
        var rest = names
        var parts: [String] = []
        while let first = rest.first {
            let (common, extra) = commonRun(rest, dropping: prefix)
            let numbered = numberedRun(rest)
            let run = max(common, numbered)
            let part = first.dropFirst(prefix)
            if numbered >= common {
                let last = rest[rest.startIndex + run - 1].dropFirst(prefix)
                parts.append(run > 1 ? "\(part)...\(last)" : String(part))
            } else {
                parts.append("\(part.prefix(extra)){\(text(rest.prefix(run), dropping: prefix + extra))}")
            }
            rest = rest.dropFirst(run)
        }
        return parts.joined(separator: prefix > 0 ? "," : " ")
    }

    /// How many names begin alike, and the length of that beginning.
    private static func commonRun(_ names: ArraySlice<String>, dropping prefix: Int) -> (count: Int, extra: Int) {
        let rests = names.map { Array($0.utf8.dropFirst(prefix)) }
        guard rests.count > 1 else { return (rests.count, 0) }
        let extra = common(rests[0], rests[1])
        guard extra > 0 else { return (1, 0) }
        let end = (2..<rests.count).first { common(rests[0], rests[$0]) == 0 }
        return (end ?? rests.count, extra)
    }

    /// Length of the common beginning, up to an underscore.
    private static func common(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var result = 0
        for index in 0..<min(left.count, right.count) where left[...index] == right[...index] {
            if left[index] == UInt8(ascii: "_") { result = index + 1 }
        }
        return result
    }

    /// How many names count on from the first; two are not worth it.
    private static func numberedRun(_ names: ArraySlice<String>) -> Int {
        var count = 1
        while count < names.count,
            follows(names[names.startIndex + count - 1], names[names.startIndex + count])
        { count += 1 }
        return count == 2 ? 1 : count
    }

    private static func follows(_ left: String, _ right: String) -> Bool {
        let (leftStem, leftNumber) = split(left)
        let (rightStem, rightNumber) = split(right)
        guard let leftNumber, let rightNumber else { return false }
        return leftStem == rightStem && rightNumber == leftNumber + 1
    }

    private static func split(_ name: String) -> (stem: Substring, number: Int?) {
        let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
        return (name.dropLast(digits.count), Int(String(digits.reversed())))
    }

    private static let order: [String] =
        tunnel + (0..<64).map { "tun_metadata\($0)" } + pipeline + registers + packet

    private static let registers: [String] =
        (0..<16).map { "reg\($0)" } + (0..<8).map { "xreg\($0)" } + (0..<4).map { "xxreg\($0)" }

    private static let tunnel = [
        "dp_hash", "recirc_id", "packet_type", "conj_id", "tun_id", "tun_src", "tun_dst", "tun_ipv6_src",
        "tun_ipv6_dst", "tun_flags", "tun_gbp_id", "tun_gbp_flags", "tun_erspan_idx", "tun_erspan_ver",
        "tun_erspan_dir", "tun_erspan_hwid", "tun_gtpu_flags", "tun_gtpu_msgtype",
    ]

    private static let pipeline = [
        "metadata", "in_port", "in_port_oxm", "actset_output", "pkt_mark", "ct_state", "ct_zone", "ct_mark",
        "ct_label", "ct_nw_proto", "ct_nw_src", "ct_nw_dst", "ct_ipv6_src", "ct_ipv6_dst", "ct_tp_src", "ct_tp_dst",
    ]

    private static let packet = [
        "eth_src", "eth_dst", "eth_type", "vlan_tci", "vlan_vid", "vlan_pcp", "mpls_label", "mpls_tc", "mpls_bos",
        "mpls_ttl", "ip_src", "ip_dst", "ipv6_src", "ipv6_dst", "ipv6_label", "nw_proto", "nw_tos", "ip_dscp",
        "nw_ecn", "nw_ttl", "ip_frag", "arp_op", "arp_spa", "arp_tpa", "arp_sha", "arp_tha", "tcp_src", "tcp_dst",
        "tcp_flags", "udp_src", "udp_dst", "sctp_src", "sctp_dst", "icmp_type", "icmp_code", "icmpv6_type",
        "icmpv6_code", "nd_target", "nd_sll", "nd_tll", "nd_reserved", "nd_options_type", "nsh_flags", "nsh_mdtype",
        "nsh_np", "nsh_spi", "nsh_si", "nsh_c1", "nsh_c2", "nsh_c3", "nsh_c4", "nsh_ttl",
    ]
}

extension TableFeatureProperty.FieldHead {
    /// As Open vSwitch calls the field among features; nil for one that it does not have.
    var featureName: String? {
        let experimenterBytes = header >> 16 == 0xffff ? 4 : 0
        let payload = Int(header & 0xff) - experimenterBytes
        guard
            let field = FieldRegistry.field(
                classID: UInt16(header >> 16), number: UInt8(header >> 9 & 0x7f), experimenter: experimenter,
                byteCount: header & 0x100 == 0 ? payload : payload / 2), field.entry.access != .absent,
            payload == field.byteCount * (header & 0x100 == 0 ? 1 : 2)
        else { return nil }
        return field == .inPort ? "in_port_oxm" : field.name
    }
}
