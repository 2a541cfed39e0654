import NetworkTypes
import OpenFlow

/// Flows of every kind the data plane proofs need, each with a key of its own.
enum SampleFlows {
    private static let gatewayMAC: UInt64 = 0x5254_0000_0001
    private static let gateway4: UInt32 = 0x0a00_0001
    private static let gateway6 = UInt128(0xfe80) << 112 | 1

    static func match(_ fields: (Field, UInt128)...) -> Match { Match(fields.map { MatchField($0.0, $0.1) }) }

    static func whole(_ source: Field, _ destination: Field) -> Action {
        .move(from: SubField(source), to: SubField(destination))
    }

    /// Answers by flows: ARP, ICMP echo, neighbour discovery in two tables.
    static let services: [Flow] = [
        Flow(
            table: 0, priority: 100, cookie: 1,
            match: match((.etherType, 0x0806), (.arpOperation, 1), (.arpTargetIPv4, UInt128(gateway4))),
            actions: [
                whole(.ethernetSource, .ethernetDestination), .setField(.ethernetSource, gatewayMAC),
                .setField(.arpOperation, 2), whole(.arpSenderMAC, .arpTargetMAC), .setField(.arpSenderMAC, gatewayMAC),
                whole(.arpSenderIPv4, .arpTargetIPv4), .setField(.arpSenderIPv4, gateway4), .output(.inPort),
            ]),
        Flow(
            table: 0, priority: 100, cookie: 2,
            match: match(
                (.etherType, 0x0800), (.ipProtocol, 1), (.icmpv4Type, 8), (.icmpv4Code, 0),
                (.ipv4Destination, UInt128(gateway4))),
            actions: [
                .push(SubField(.ethernetSource)), .push(SubField(.ethernetDestination)),
                .pop(SubField(.ethernetSource)),
                .pop(SubField(.ethernetDestination)), .push(SubField(.ipv4Source)), .push(SubField(.ipv4Destination)),
                .pop(SubField(.ipv4Source)), .pop(SubField(.ipv4Destination)), .setField(.ipTTL, 255),
                .setField(.icmpv4Type, 0), .output(.inPort),
            ]),
        Flow(
            table: 0, priority: 100, cookie: 3,
            match: match(
                (.etherType, 0x86dd), (.ipProtocol, 58), (.icmpv6Type, 135), (.icmpv6Code, 0), (.ndTarget, gateway6),
                (.ndSourceLinkLayer, 9)),
            actions: [
                whole(.ethernetSource, .ethernetDestination), whole(.ipv6Source, .ipv6Destination),
                .setField(.ipv6Source, gateway6), .setField(.icmpv6Type, 136),
                .setField(.ndReserved, 0xe000_0000 as UInt32), .setField(.ndOptionsType, 2),
            ], goto: 2),
        Flow(
            table: 2, priority: 100, cookie: 4,
            match: match(
                (.etherType, 0x86dd), (.ipProtocol, 58), (.icmpv6Type, 136), (.ndTarget, gateway6), (.ndReserved, 0),
                (.ndOptionsType, 2), (.ndTargetLinkLayer, 7)),
            actions: [.setField(.ndTargetLinkLayer, gatewayMAC), .output(.inPort)]),
    ]

    /// Tunnels, registers, metadata, tags and every kind of mask.
    static let fields: [Flow] = [
        Flow(
            table: 3, priority: 50, cookie: 5,
            match: Match([
                MatchField(.inPort, 1), MatchField(.tunnelID, 10), MatchField(.tunnelIPv4Source, 0xac1f_0002),
                MatchField(.tunnelIPv4Destination, 0x0102_0304), MatchField(.ethernetSource, 0x11_2233_4455),
                MatchField(.ethernetDestination, 1 << 40, mask: 1 << 40), MatchField(.etherType, 0x0800),
                MatchField(.ipProtocol, 6), MatchField(.register(0), 1), MatchField(.register(1), 2),
                MatchField(.register(3), 0xff, mask: 0xff), MatchField(.register(12), 5),
                MatchField(.metadata, 5, mask: 0xff),
                MatchField(.packetMark, 7), MatchField(.ctState, 0x20, mask: 0x21), MatchField(.ctZone, 3),
                MatchField(.ctMark, 4), MatchField(.ctLabel, 5, mask: 0xffff_ffff), MatchField(.conjunctionID, 9),
                MatchField(.ipv4Source, 0x0a00_0000, mask: 0xff00_0000), MatchField(.tcpFlags, 2, mask: 2),
                MatchField(.tcpDestination, 80), MatchField(.tcpSource, 0x10, mask: 0xfff0), MatchField(.ipDSCP, 8),
                MatchField(.ipECN, 1), MatchField(.ipTTL, 64), MatchField(.ipFragment, 0),
                MatchField(.vlanVID, 0x1064), MatchField(.vlanPCP, 3),
            ])),
        Flow(
            table: 3, priority: 51, cookie: 6,
            match: Match([
                MatchField(.etherType, 0x86dd), MatchField(.tunnelIPv6Source, UInt128(0xfd00) << 112 | 2),
                MatchField(.tunnelIPv6Destination, UInt128(0xfd00) << 112 | 3),
                MatchField(.ipv6Source, UInt128(0xfd00) << 112, mask: ~0 << 112), MatchField(.ipv6FlowLabel, 5),
                MatchField(.xxregister(1), 5), MatchField(.xregister(7), 1, mask: 0xffff),
            ])),
        Flow(
            table: 3, priority: 52, cookie: 7,
            match: Match([
                MatchField(.etherType, 0x0800), MatchField(.ctState, 0x21, mask: 0x21), MatchField(.ctProtocol, 6),
                MatchField(.ctIPv4Source, 0x0a00_0001), MatchField(.ctTransportDestination, 80),
                MatchField(.ipFragment, 1, mask: 1),
            ])),
        Flow(table: 3, priority: 53, cookie: 8, match: Match([MatchField(.vlanVID, 0)])),
        Flow(table: 3, priority: 54, cookie: 9, match: Match([MatchField(.vlanVID, 0x1000, mask: 0x1000)])),
        Flow(
            table: 3, priority: 55, cookie: 10,
            match: match((.etherType, 0x8035), (.arpOperation, 3), (.arpSenderMAC, 1), (.arpTargetMAC, 2))),
        Flow(
            table: 3, priority: 56, cookie: 11,
            match: match((.etherType, 0x86dd), (.ipProtocol, 17), (.udpDestination, 546), (.inPort, 0xffff_fffe))),
        Flow(
            table: 3, priority: 57, cookie: 12,
            match: match((.etherType, 0x0800), (.ipProtocol, 132), (.sctpDestination, 5))),
        Flow(
            table: 3, priority: 58, cookie: 13,
            match: Match([
                MatchField(.etherType, 0x0800), MatchField(.ipv4Destination, 0x0a00_0001, mask: 0xff00_00ff),
                MatchField(.ipProtocol, 89),
            ])),
    ]

    static let actions: [Flow] = [
        Flow(
            table: 4, priority: 1, cookie: 20, match: Match(),
            actions: [
                .setField(.tunnelID, 10), .setField(.tunnelIPv4Source, 0xac1f_0066 as UInt32),
                .setField(.tunnelIPv4Destination, 0xac1f_0001 as UInt32),
                .setField(.tunnelIPv6Destination, UInt128(0xfd00) << 112 | 1), .output(PortNumber(1)),
            ]),
        Flow(
            table: 5, priority: 32768, cookie: 21, match: Match(),
            actions: [
                .setField(.register(0), 1), .setField(MatchField(.register(1), 5, mask: 0xff)),
                .setField(SubField(.register(2), 4..<8), 3), .setField(.metadata, 5),
                .setField(MatchField(.metadata, 7, mask: 0xf0f)), .setField(.inPort, 0), .setField(.packetMark, 3),
                .setField(.xregister(1), 7), .setField(.xxregister(1), 9),
                .setField(MatchField(.xxregister(2), UInt128(1) << 100, mask: 3 << 100)),
                .setField(MatchField(.ethernetSource, 0xff << 40, mask: 0xff << 40)),
            ]),
        Flow(
            table: 6, priority: 1, cookie: 22, match: Match(),
            instructions: [.writeMetadata(0x1234, mask: 0xffff), .goto(7)]),
        Flow(table: 7, priority: 1, cookie: 23, match: Match(), actions: [.group(5)]),
        Flow(
            table: 8, priority: 1, cookie: 24, match: Match(),
            actions: [
                .meter(3), .resubmit(port: nil, table: 9), .resubmit(port: PortNumber(4), table: 9),
                .resubmit(port: PortNumber(5), table: 0xff), .resubmit(port: .inPort, table: 10),
            ]),
        Flow(
            table: 9, priority: 1, cookie: 25, match: Match(),
            instructions: [
                .goto(10), .writeMetadata(5, mask: .max), .clearActions,
                .writeActions([.output(PortNumber(1)), .group(5), .setField(.register(0), 3)]),
            ]),
        Flow(
            table: 10, priority: 300, cookie: 26, match: match((.etherType, 0x88b5), (.tunnelID, 0xff_ff29)),
            actions: [
                .controller(maxLength: 128, userdata: [1, 2, 3], meter: nil), .output(.controller),
                .controller(maxLength: 0xffff, userdata: [1], meter: 3),
                .controller(maxLength: 64, userdata: [], meter: nil),
            ]),
        Flow(
            table: 11, priority: 1, cookie: 27, match: Match(),
            actions: [
                .pushVLAN(0x8100), .setField(.vlanVID, 0x1064), .setField(.vlanPCP, 3), .popVLAN, .setQueue(5),
                .output(.local), .output(PortNumber(0xffff_fffa)),
            ]),
        Flow(
            table: 12, priority: 1, cookie: 28, match: match((.etherType, 0x0800)),
            actions: [
                .decrementTTL, .setField(.ipDSCP, 8), .setField(.ipECN, 1),
                .conntrack(
                    Conntrack(
                        commit: true, zone: .number(5), table: 13,
                        actions: [
                            .setField(.ctMark, 5), .setField(MatchField(.ctLabel, 5, mask: 0xff)),
                            whole(.register(0), .ctMark),
                        ])),
                .conntrack(Conntrack(zone: .field(SubField(.register(0), 0..<16)), table: 13)),
                .conntrack(
                    Conntrack(
                        commit: true, force: true,
                        actions: [
                            .nat(
                                NAT(
                                    .source,
                                    ipv4: IPv4Address(rawValue: 0x0a00_0001)...IPv4Address(rawValue: 0x0a00_0005),
                                    ports: 1...100))
                        ])),
                .clearConntrack, .clone([.setField(.register(0), 3), .output(PortNumber(1))]),
            ]),
        Flow(
            table: 12, priority: 2, cookie: 32, match: match((.etherType, 0x0800), (.ipProtocol, 6)),
            actions: [.conntrack(Conntrack(table: 13, helper: 21, actions: [.nat(NAT())]))]),
        Flow(
            table: 12, priority: 2, cookie: 33, match: match((.etherType, 0x86dd)),
            actions: [
                .conntrack(
                    Conntrack(
                        commit: true, table: 13,
                        actions: [
                            .nat(
                                NAT(
                                    [.destination, .protocolRandom],
                                    ipv6: IPv6Address(rawValue: gateway6)...IPv6Address(rawValue: gateway6),
                                    ports: 80...80))
                        ]))
            ]),
        Flow(
            table: 13, priority: 5, cookie: 29, match: match((.etherType, 0x0800)),
            actions: [.conjunction(id: 7, clause: 0, count: 2)]),
        Flow(
            table: 14, priority: 1, cookie: 30,
            match: match((.etherType, 0x86dd), (.ipProtocol, 58), (.icmpv6Type, 135)),
            actions: [
                .move(from: SubField(.register(0), 0..<16), to: SubField(.register(1), 16..<32)),
                .move(from: SubField(.register(0)), to: SubField(.xxregister(1), 0..<32)),
                .push(SubField(.register(3), 4..<20)), .pop(SubField(.register(4), 0..<16)),
            ]),
        Flow(
            table: 15, priority: 1, cookie: 31, match: match((.etherType, 0x0800), (.ipProtocol, 17)),
            actions: [
                .setField(.udpDestination, 53), .setField(MatchField(.ipv4Source, 0x0a00_0000, mask: 0xff00_0000)),
            ]),
    ]

    static let odd: [Flow] = [
        Flow(
            table: 16, priority: 0, cookie: 0x1234_5678_9abc_def0, match: Match(), instructions: [], idleTimeout: 500,
            hardTimeout: 600, flags: [.sendFlowRemoved, .resetCounts]),
        Flow(table: 16, priority: 65535, cookie: .max, match: Match(), instructions: [.applyActions([])]),
    ]

    static let all = services + fields + actions + odd

    static let groups: [Group] = [
        Group(
            id: 5, type: .all,
            buckets: [
                Bucket(id: 0, actions: [.output(PortNumber(1))]),
                Bucket(id: 1, actions: [.setField(.register(0), 3), .output(PortNumber(2))]),
            ]),
        Group(
            id: 6, type: .select,
            buckets: [
                Bucket(id: 0, weight: 5, actions: [.output(PortNumber(1))]),
                Bucket(id: 1, weight: 1, actions: [.output(PortNumber(2))]),
            ]),
        Group(
            id: 7, type: .fastFailover,
            buckets: [
                Bucket(
                    id: 0, watchPort: PortNumber(1),
                    actions: [
                        .setField(.tunnelID, 10), .setField(.tunnelIPv4Destination, 0xac1f_0002 as UInt32),
                        .output(PortNumber(1)),
                    ]),
                Bucket(id: 1, watchPort: PortNumber(2), actions: [.output(PortNumber(2))]),
            ]),
        Group(
            id: 8, type: .indirect,
            buckets: [Bucket(id: 0, actions: [.setField(.register(0), 1), .output(PortNumber(1))])]),
        Group(id: 9, type: .all, buckets: []),
    ]
}
