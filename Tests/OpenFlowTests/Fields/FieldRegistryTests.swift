import NetworkTypes
import Testing

@testable import OpenFlow

@Suite("Field registry")
struct FieldRegistryTests {
    /// Every name of the library with what Open vSwitch calls the field.
    static let names: [(Field, String)] = single + numbered

    private static let numbered: [(Field, String)] = {
        var result: [(Field, String)] = (1...4).map { (.nshContext($0), "NXOXM_NSH_C\($0)") }
        for number in 0..<16 { result.append((.register(number), "NXM_NX_REG\(number)")) }
        for number in 0..<8 { result.append((.xregister(number), "OXM_OF_PKT_REG\(number)")) }
        for number in 0..<4 { result.append((.xxregister(number), "NXM_NX_XXREG\(number)")) }
        for number in 0..<64 { result.append((.tunnelMetadata(number, byteCount: 4), "NXM_NX_TUN_METADATA\(number)")) }
        return result
    }()

    private static let single: [(Field, String)] = [
        (.packetType, "OXM_OF_PACKET_TYPE"), (.dpHash, "NXM_NX_DP_HASH"), (.recirculationID, "NXM_NX_RECIRC_ID"),
        (.conjunctionID, "NXM_NX_CONJ_ID"), (.inPort, "OXM_OF_IN_PORT"), (.inPhysicalPort, "OXM_OF_IN_PHY_PORT"),
        (.inPort16, "NXM_OF_IN_PORT"), (.actionSetOutput, "OXM_OF_ACTSET_OUTPUT"),
        (.ethernetSource, "NXM_OF_ETH_SRC"), (.ethernetDestination, "NXM_OF_ETH_DST"),
        (.etherType, "NXM_OF_ETH_TYPE"), (.vlanVID, "OXM_OF_VLAN_VID"), (.vlanPCP, "OXM_OF_VLAN_PCP"),
        (.mplsTC, "OXM_OF_MPLS_TC"), (.mplsBottomOfStack, "OXM_OF_MPLS_BOS"), (.mplsTTL, "NXM_NX_MPLS_TTL"),
        (.mplsLabel, "OXM_OF_MPLS_LABEL"), (.ipFragment, "NXM_NX_IP_FRAG"), (.ipv4Source, "NXM_OF_IP_SRC"),
        (.ipv4Destination, "NXM_OF_IP_DST"), (.ipv6Source, "NXM_NX_IPV6_SRC"),
        (.ipv6Destination, "NXM_NX_IPV6_DST"), (.ipDSCP, "OXM_OF_IP_DSCP"), (.ipECN, "NXM_NX_IP_ECN"),
        (.ipTTL, "NXM_NX_IP_TTL"), (.ipv6FlowLabel, "NXM_NX_IPV6_LABEL"),
        (.ipv6ExtensionHeader, "OXM_OF_IPV6_EXTHDR"), (.ipProtocol, "NXM_OF_IP_PROTO"),
        (.tcpSource, "NXM_OF_TCP_SRC"), (.tcpDestination, "NXM_OF_TCP_DST"), (.tcpFlags, "NXM_NX_TCP_FLAGS"),
        (.udpSource, "NXM_OF_UDP_SRC"), (.udpDestination, "NXM_OF_UDP_DST"), (.sctpSource, "OXM_OF_SCTP_SRC"),
        (.sctpDestination, "OXM_OF_SCTP_DST"), (.icmpv4Type, "NXM_OF_ICMP_TYPE"),
        (.icmpv4Code, "NXM_OF_ICMP_CODE"), (.icmpv6Type, "NXM_NX_ICMPV6_TYPE"),
        (.icmpv6Code, "NXM_NX_ICMPV6_CODE"), (.ndReserved, "ERICOXM_OF_ICMPV6_ND_RESERVED"),
        (.ndTarget, "NXM_NX_ND_TARGET"), (.ndOptionsType, "ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE"),
        (.ndSourceLinkLayer, "NXM_NX_ND_SLL"), (.ndTargetLinkLayer, "NXM_NX_ND_TLL"),
        (.arpOperation, "NXM_OF_ARP_OP"), (.arpSenderIPv4, "NXM_OF_ARP_SPA"), (.arpTargetIPv4, "NXM_OF_ARP_TPA"),
        (.arpSenderMAC, "NXM_NX_ARP_SHA"), (.arpTargetMAC, "NXM_NX_ARP_THA"), (.pbbISID, "OXM_OF_PBB_ISID"),
        (.pbbUCA, "OXM_OF_PBB_UCA"), (.tunnelID, "NXM_NX_TUN_ID"), (.tunnelFlags, "NXM_NX_TUN_FLAGS"),
        (.tunnelIPv4Source, "NXM_NX_TUN_IPV4_SRC"), (.tunnelIPv4Destination, "NXM_NX_TUN_IPV4_DST"),
        (.tunnelIPv6Source, "NXM_NX_TUN_IPV6_SRC"), (.tunnelIPv6Destination, "NXM_NX_TUN_IPV6_DST"),
        (.tunnelGBPID, "NXM_NX_TUN_GBP_ID"), (.tunnelGBPFlags, "NXM_NX_TUN_GBP_FLAGS"),
        (.tunnelERSPANIndex, "NXOXM_ET_ERSPAN_IDX"), (.tunnelERSPANVersion, "NXOXM_ET_ERSPAN_VER"),
        (.tunnelERSPANDirection, "NXOXM_ET_ERSPAN_DIR"), (.tunnelERSPANHardwareID, "NXOXM_ET_ERSPAN_HWID"),
        (.tunnelGTPUFlags, "NXOXM_ET_GTPU_FLAGS"), (.tunnelGTPUMessageType, "NXOXM_ET_GTPU_MSGTYPE"),
        (.nshFlags, "NXOXM_NSH_FLAGS"), (.nshTTL, "NXOXM_NSH_TTL"), (.nshMetadataType, "NXOXM_NSH_MDTYPE"),
        (.nshNextProtocol, "NXOXM_NSH_NP"), (.nshServicePath, "NXOXM_NSH_SPI"),
        (.nshServiceIndex, "NXOXM_NSH_SI"), (.vlanTCI, "NXM_OF_VLAN_TCI"), (.ipTOS, "NXM_OF_IP_TOS"),
        (.packetMark, "NXM_NX_PKT_MARK"), (.ctState, "NXM_NX_CT_STATE"), (.ctZone, "NXM_NX_CT_ZONE"),
        (.ctMark, "NXM_NX_CT_MARK"), (.ctLabel, "NXM_NX_CT_LABEL"), (.ctIPv4Source, "NXM_NX_CT_NW_SRC"),
        (.ctIPv6Source, "NXM_NX_CT_IPV6_SRC"), (.ctIPv4Destination, "NXM_NX_CT_NW_DST"),
        (.ctIPv6Destination, "NXM_NX_CT_IPV6_DST"), (.ctProtocol, "NXM_NX_CT_NW_PROTO"),
        (.ctTransportSource, "NXM_NX_CT_TP_SRC"), (.ctTransportDestination, "NXM_NX_CT_TP_DST"),
        (.metadata, "OXM_OF_METADATA"),
    ]

    @Test("Every name stands for the entry of that name, and every entry has one")
    func constants() {
        for (field, symbol) in Self.names { #expect(field.entry.symbol == symbol) }
        #expect(Set(Self.names.map(\.0.index)) == Set(FieldRegistry.entries.indices.map(UInt8.init)))
        #expect(Self.names.count == FieldRegistry.entries.count)
        print("\(FieldRegistry.entries.count) fields have a name")
    }

    @Test("No two fields have a code in common, and every code leads back to its field")
    func codes() {
        var owners: [FieldCode: Field] = [:]
        for (field, symbol) in Self.names {
            for code in Set([field.layout.code, field.layout.legacy, field.layout.nicira]) {
                #expect(owners.updateValue(field, forKey: code) == nil, "\(symbol)")
                let found = FieldRegistry.field(
                    classID: code.classID, number: code.number, experimenter: code.experimenter,
                    byteCount: field.byteCount)
                #expect(found == field, "\(symbol)")
            }
        }
    }

    @Test("A field is as small as its place and a length")
    func sizes() {
        #expect(MemoryLayout<Field>.size == 2)
        #expect(MemoryLayout<MatchField>.size == 40)
        #expect(MemoryLayout<SubField>.size == 24)
        #expect(MemoryLayout<Match>.size == 16)
    }

    @Test(
        "ovs-ofctl reads every field of a match as it was written, whole and in part",
        .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"), arguments: OpenFlowVersion.allCases)
    func text(version: OpenFlowVersion) throws {
        var flows: [Flow] = []
        for (field, _) in Self.names where field.entry.access != .absent {
            for match in FieldCases.matches(of: field) {
                flows.append(Flow(table: 0, priority: 1, cookie: UInt64(flows.count + 1), match: match))
            }
        }
        let printed = try ReferencePrinter.printed(flows, version: version)
        for flow in flows { #expect(printed[flow.cookie] == flow.text()) }
        print("\(version): \(flows.count) matches printed as ovs-ofctl prints them")
    }

    @Test("What is written of a field is read as the same", arguments: OpenFlowVersion.allCases)
    func roundTrip(version: OpenFlowVersion) throws {
        for (field, symbol) in Self.names {
            for match in FieldCases.matches(of: field) {
                let flow = Flow(table: 0, priority: 1, cookie: 0, match: match, actions: FieldCases.actions(field))
                let message = Message.flowModification(FlowModification(.add, flow))
                let bytes = message.encoded(version: version, xid: 1)
                #expect(try Message.decode(bytes).message == message, "\(symbol) \(hexText(bytes))")
                #expect(try Match(text: match.description).description == match.description)
            }
        }
    }
}
