/// Every field this library knows, in the canonical order.
///
/// Numbers: OpenFlow 1.5.1 section 7.2.3.7 for the basic class; Open vSwitch `meta-flow.h` for the others. The order is
/// that of Open vSwitch's `nx_put_raw`, so a match read from a switch and written again has the same bytes; only tunnel
/// metadata, which has no fixed length, stands apart here, and behind `tun_gbp_flags` on the wire.
enum FieldRegistry {
    static let entries: [FieldEntry] =
        link + network + arp + tunnel + serviceHeader + registers + views + tracking + tunnelMetadata
    static let layouts: [FieldLayout] = entries.map { FieldLayout($0) }

    private static let link: [FieldEntry] = [
        .init("packet_type", "OXM_OF_PACKET_TYPE", bits: 32, access: .readOnly, .packetType, .basic(44)),
        .init("dp_hash", "NXM_NX_DP_HASH", bits: 32, maskable: true, access: .readOnly, .hexadecimal, .nxm1(35)),
        .init("recirc_id", "NXM_NX_RECIRC_ID", bits: 32, access: .readOnly, .hexadecimal, .nxm1(36)),
        .init("conj_id", "NXM_NX_CONJ_ID", bits: 32, access: .readOnly, .decimal, .nxm1(37)),
        .init("in_port", "OXM_OF_IN_PORT", bits: 32, .port, .basic(0)),
        .init("in_phy_port", "OXM_OF_IN_PHY_PORT", bits: 32, access: .absent, .port, .basic(1)),
        .init("in_port", "NXM_OF_IN_PORT", bits: 16, .port, .nxm0(0)),
        .init(
            "actset_output", "OXM_OF_ACTSET_OUTPUT", bits: 32, access: .readOnly, .port, .basic(43), legacy: .onf(43)),
        .init(
            "eth_src", "NXM_OF_ETH_SRC", bits: 48, maskable: true, needs: .ethernet, .mac, .basic(4), nicira: .nxm0(2)),
        .init(
            "eth_dst", "NXM_OF_ETH_DST", bits: 48, maskable: true, needs: .ethernet, .mac, .basic(3), nicira: .nxm0(1)),
        .init(
            "eth_type", "NXM_OF_ETH_TYPE", bits: 16, access: .readOnly, needs: .ethernet, .hexadecimal, .basic(5),
            nicira: .nxm0(3)),
        .init("vlan_vid", "OXM_OF_VLAN_VID", bits: 13, maskable: true, needs: .ethernet, .decimal, .basic(6)),
        .init("vlan_pcp", "OXM_OF_VLAN_PCP", bits: 3, needs: .vlan, .decimal, .basic(7)),
        .init("mpls_tc", "OXM_OF_MPLS_TC", bits: 3, needs: .mpls, .decimal, .basic(35)),
        .init("mpls_bos", "OXM_OF_MPLS_BOS", bits: 1, access: .readOnly, needs: .mpls, .decimal, .basic(36)),
        .init("mpls_ttl", "NXM_NX_MPLS_TTL", bits: 8, needs: .mpls, .decimal, .nxm1(30)),
        .init("mpls_label", "OXM_OF_MPLS_LABEL", bits: 20, bytes: 4, needs: .mpls, .decimal, .basic(34)),
    ]

    private static let network: [FieldEntry] = [
        .init(
            "ip_frag", "NXM_NX_IP_FRAG", bits: 2, maskable: true, access: .readOnly, needs: .ip, .fragment, .nxm1(26)),
        .init("ip_src", "NXM_OF_IP_SRC", bits: 32, maskable: true, needs: .ipv4, .ipv4, .basic(11), nicira: .nxm0(7)),
        .init("ip_dst", "NXM_OF_IP_DST", bits: 32, maskable: true, needs: .ipv4, .ipv4, .basic(12), nicira: .nxm0(8)),
        .init(
            "ipv6_src", "NXM_NX_IPV6_SRC", bits: 128, maskable: true, needs: .ipv6, .ipv6, .basic(26), nicira: .nxm1(19)
        ),
        .init(
            "ipv6_dst", "NXM_NX_IPV6_DST", bits: 128, maskable: true, needs: .ipv6, .ipv6, .basic(27), nicira: .nxm1(20)
        ),
        .init("ip_dscp", "OXM_OF_IP_DSCP", bits: 6, needs: .ip, .decimal, .basic(8)),
        .init("nw_ecn", "NXM_NX_IP_ECN", bits: 2, needs: .ip, .decimal, .basic(9), nicira: .nxm1(28)),
        .init("nw_ttl", "NXM_NX_IP_TTL", bits: 8, needs: .ip, .decimal, .nxm1(29)),
        .init(
            "ipv6_label", "NXM_NX_IPV6_LABEL", bits: 20, bytes: 4, maskable: true, needs: .ipv6, .hexadecimal,
            .basic(28),
            nicira: .nxm1(27)),
        .init(
            "ipv6_exthdr", "OXM_OF_IPV6_EXTHDR", bits: 9, maskable: true, access: .absent, needs: .ipv6, .hexadecimal,
            .basic(39)),
        .init(
            "nw_proto", "NXM_OF_IP_PROTO", bits: 8, access: .readOnly, needs: .ip, .decimal, .basic(10),
            nicira: .nxm0(6)),
        .init(
            "tcp_src", "NXM_OF_TCP_SRC", bits: 16, maskable: true, needs: .tcp, .decimal, .basic(13), nicira: .nxm0(9)),
        .init(
            "tcp_dst", "NXM_OF_TCP_DST", bits: 16, maskable: true, needs: .tcp, .decimal, .basic(14), nicira: .nxm0(10)),
        .init(
            "tcp_flags", "NXM_NX_TCP_FLAGS", bits: 12, maskable: true, access: .readOnly, needs: .tcp, .tcpFlags,
            .basic(42),
            legacy: .onf(42), nicira: .nxm1(34)),
        .init(
            "udp_src", "NXM_OF_UDP_SRC", bits: 16, maskable: true, needs: .udp, .decimal, .basic(15), nicira: .nxm0(11)),
        .init(
            "udp_dst", "NXM_OF_UDP_DST", bits: 16, maskable: true, needs: .udp, .decimal, .basic(16), nicira: .nxm0(12)),
        .init("sctp_src", "OXM_OF_SCTP_SRC", bits: 16, maskable: true, needs: .sctp, .decimal, .basic(17)),
        .init("sctp_dst", "OXM_OF_SCTP_DST", bits: 16, maskable: true, needs: .sctp, .decimal, .basic(18)),
        .init("icmp_type", "NXM_OF_ICMP_TYPE", bits: 8, needs: .icmpv4, .decimal, .basic(19), nicira: .nxm0(13)),
        .init("icmp_code", "NXM_OF_ICMP_CODE", bits: 8, needs: .icmpv4, .decimal, .basic(20), nicira: .nxm0(14)),
        .init("icmpv6_type", "NXM_NX_ICMPV6_TYPE", bits: 8, needs: .icmpv6, .decimal, .basic(29), nicira: .nxm1(21)),
        .init("icmpv6_code", "NXM_NX_ICMPV6_CODE", bits: 8, needs: .icmpv6, .decimal, .basic(30), nicira: .nxm1(22)),
        .init("nd_reserved", "ERICOXM_OF_ICMPV6_ND_RESERVED", bits: 32, needs: .nd, .decimal, .ericsson(1)),
        .init(
            "nd_target", "NXM_NX_ND_TARGET", bits: 128, maskable: true, needs: .nd, .ipv6, .basic(31), nicira: .nxm1(23)
        ),
        .init("nd_options_type", "ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE", bits: 8, needs: .nd, .decimal, .ericsson(2)),
        .init(
            "nd_sll", "NXM_NX_ND_SLL", bits: 48, maskable: true, needs: .ndSolicitation, .mac, .basic(32),
            nicira: .nxm1(24)),
        .init(
            "nd_tll", "NXM_NX_ND_TLL", bits: 48, maskable: true, needs: .ndAdvertisement, .mac, .basic(33),
            nicira: .nxm1(25)),
    ]

    private static let arp: [FieldEntry] = [
        .init("arp_op", "NXM_OF_ARP_OP", bits: 16, needs: .arp, .decimal, .basic(21), nicira: .nxm0(15)),
        .init("arp_spa", "NXM_OF_ARP_SPA", bits: 32, maskable: true, needs: .arp, .ipv4, .basic(22), nicira: .nxm0(16)),
        .init("arp_tpa", "NXM_OF_ARP_TPA", bits: 32, maskable: true, needs: .arp, .ipv4, .basic(23), nicira: .nxm0(17)),
        .init("arp_sha", "NXM_NX_ARP_SHA", bits: 48, maskable: true, needs: .arp, .mac, .basic(24), nicira: .nxm1(17)),
        .init("arp_tha", "NXM_NX_ARP_THA", bits: 48, maskable: true, needs: .arp, .mac, .basic(25), nicira: .nxm1(18)),
        .init(
            "pbb_isid", "OXM_OF_PBB_ISID", bits: 24, maskable: true, access: .absent, needs: .pbb, .hexadecimal,
            .basic(37)),
        .init("pbb_uca", "OXM_OF_PBB_UCA", bits: 1, access: .absent, needs: .pbb, .decimal, .basic(41)),
    ]

    private static let tunnel: [FieldEntry] = [
        .init("tun_id", "NXM_NX_TUN_ID", bits: 64, maskable: true, .hexadecimal, .basic(38), nicira: .nxm1(16)),
        .init("tun_flags", "NXM_NX_TUN_FLAGS", bits: 1, bytes: 2, maskable: true, .tunnelFlags, .nxm1(104)),
        .init("tun_src", "NXM_NX_TUN_IPV4_SRC", bits: 32, maskable: true, .ipv4, .nxm1(31)),
        .init("tun_dst", "NXM_NX_TUN_IPV4_DST", bits: 32, maskable: true, .ipv4, .nxm1(32)),
        .init("tun_ipv6_src", "NXM_NX_TUN_IPV6_SRC", bits: 128, maskable: true, .ipv6, .nxm1(109)),
        .init("tun_ipv6_dst", "NXM_NX_TUN_IPV6_DST", bits: 128, maskable: true, .ipv6, .nxm1(110)),
        .init("tun_gbp_id", "NXM_NX_TUN_GBP_ID", bits: 16, maskable: true, .decimal, .nxm1(38)),
        .init("tun_gbp_flags", "NXM_NX_TUN_GBP_FLAGS", bits: 8, maskable: true, .hexadecimal, .nxm1(39)),
        .init("tun_erspan_idx", "NXOXM_ET_ERSPAN_IDX", bits: 20, bytes: 4, maskable: true, .hexadecimal, .nicira(11)),
        .init("tun_erspan_ver", "NXOXM_ET_ERSPAN_VER", bits: 4, maskable: true, .decimal, .nicira(12)),
        .init("tun_erspan_dir", "NXOXM_ET_ERSPAN_DIR", bits: 1, maskable: true, .decimal, .nicira(13)),
        .init("tun_erspan_hwid", "NXOXM_ET_ERSPAN_HWID", bits: 6, maskable: true, .hexadecimal, .nicira(14)),
        .init(
            "tun_gtpu_flags", "NXOXM_ET_GTPU_FLAGS", bits: 8, maskable: true, access: .readOnly, .hexadecimal,
            .nicira(15)),
        .init(
            "tun_gtpu_msgtype", "NXOXM_ET_GTPU_MSGTYPE", bits: 8, maskable: true, access: .readOnly, .decimal,
            .nicira(16)),
    ]

    /// RFC 8300.
    private static let serviceHeader: [FieldEntry] =
        [
            .init("nsh_flags", "NXOXM_NSH_FLAGS", bits: 8, maskable: true, needs: .nsh, .decimal, .nsh(1)),
            .init("nsh_ttl", "NXOXM_NSH_TTL", bits: 6, needs: .nsh, .decimal, .nsh(10)),
            .init("nsh_mdtype", "NXOXM_NSH_MDTYPE", bits: 8, access: .readOnly, needs: .nsh, .decimal, .nsh(2)),
            .init("nsh_np", "NXOXM_NSH_NP", bits: 8, access: .readOnly, needs: .nsh, .decimal, .nsh(3)),
            .init("nsh_spi", "NXOXM_NSH_SPI", bits: 24, bytes: 4, needs: .nsh, .hexadecimal, .nsh(4)),
            .init("nsh_si", "NXOXM_NSH_SI", bits: 8, needs: .nsh, .decimal, .nsh(5)),
        ]
        + (1...4).map {
            FieldEntry(
                "nsh_c\($0)", "NXOXM_NSH_C\($0)", bits: 32, maskable: true, needs: .nsh, .hexadecimal, .nsh(5 + $0))
        }

    /// Registers are one namespace: a match keeps the 32-bit ones only, and OpenFlow 1.5 writes them in pairs.
    private static let registers: [FieldEntry] =
        (0..<16).map { FieldEntry("reg\($0)", "NXM_NX_REG\($0)", bits: 32, maskable: true, .hexadecimal, .nxm1($0)) }
        + (0..<8).map {
            FieldEntry("xreg\($0)", "OXM_OF_PKT_REG\($0)", bits: 64, maskable: true, .hexadecimal, .packetRegister($0))
        }
        + (0..<4).map {
            FieldEntry("xxreg\($0)", "NXM_NX_XXREG\($0)", bits: 128, maskable: true, .hexadecimal, .nxm1(111 + $0))
        }

    private static let tracking: [FieldEntry] = [
        .init("pkt_mark", "NXM_NX_PKT_MARK", bits: 32, maskable: true, .hexadecimal, .nxm1(33)),
        .init("ct_state", "NXM_NX_CT_STATE", bits: 32, maskable: true, access: .readOnly, .ctState, .nxm1(105)),
        .init("ct_zone", "NXM_NX_CT_ZONE", bits: 16, access: .readOnly, .decimal, .nxm1(106)),
        .init("ct_mark", "NXM_NX_CT_MARK", bits: 32, maskable: true, .hexadecimal, .nxm1(107)),
        .init("ct_label", "NXM_NX_CT_LABEL", bits: 128, maskable: true, .hexadecimal, .nxm1(108)),
        .init(
            "ct_nw_src", "NXM_NX_CT_NW_SRC", bits: 32, maskable: true, access: .readOnly, needs: .ctIPv4, .ipv4,
            .nxm1(120)),
        .init(
            "ct_ipv6_src", "NXM_NX_CT_IPV6_SRC", bits: 128, maskable: true, access: .readOnly, needs: .ctIPv6, .ipv6,
            .nxm1(122)
        ),
        .init(
            "ct_nw_dst", "NXM_NX_CT_NW_DST", bits: 32, maskable: true, access: .readOnly, needs: .ctIPv4, .ipv4,
            .nxm1(121)),
        .init(
            "ct_ipv6_dst", "NXM_NX_CT_IPV6_DST", bits: 128, maskable: true, access: .readOnly, needs: .ctIPv6, .ipv6,
            .nxm1(123)
        ),
        .init("ct_nw_proto", "NXM_NX_CT_NW_PROTO", bits: 8, access: .readOnly, needs: .ct, .decimal, .nxm1(119)),
        .init(
            "ct_tp_src", "NXM_NX_CT_TP_SRC", bits: 16, maskable: true, access: .readOnly, needs: .ctTransport, .decimal,
            .nxm1(124)),
        .init(
            "ct_tp_dst", "NXM_NX_CT_TP_DST", bits: 16, maskable: true, access: .readOnly, needs: .ctTransport, .decimal,
            .nxm1(125)),
        .init("metadata", "OXM_OF_METADATA", bits: 64, maskable: true, .hexadecimal, .basic(2)),
    ]

    /// Other ways to say what fields above say, as the wide registers are; a match keeps those.
    private static let views: [FieldEntry] = [
        // Priority, OFPVID_PRESENT and identifier, as they stand in the tag.
        .init("vlan_tci", "NXM_OF_VLAN_TCI", bits: 16, maskable: true, needs: .ethernet, .hexadecimal, .nxm0(4)),
        // Six bits of it above two zeros.
        .init("nw_tos", "NXM_OF_IP_TOS", bits: 8, needs: .ip, .decimal, .nxm0(5)),
    ]

    private static let tunnelMetadata: [FieldEntry] = (0..<64).map {
        FieldEntry(
            "tun_metadata\($0)", "NXM_NX_TUN_METADATA\($0)", bits: 0, maskable: true, .hexadecimal, .nxm1(40 + $0))
    }
}
