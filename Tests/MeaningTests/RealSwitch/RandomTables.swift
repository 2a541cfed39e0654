import NetworkTypes
import OpenFlow
import TestSupport

/// Random flows and groups of everything that the interpreter knows, whether the compiler uses it or not.
struct RandomTables {
    private(set) var flows: [Flow] = []
    private(set) var groups: [Group] = []
    private var generator: SeededGenerator

    private static let tables: UInt8 = 6
    private static let ports: UInt32 = 6

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        for id in UInt32(1)...4 { groups.append(group(id)) }
        for table in 0..<Self.tables {
            // One priority a flow: which of two would win is not defined.
            for priority in UInt16(1)...UInt16.random(in: 3...8, using: &generator) {
                flows.append(
                    Flow(
                        table: table, priority: priority, cookie: UInt64(table) << 8 | UInt64(priority),
                        match: Match(priority == 1 ? [] : fields()), instructions: instructions(table)))
            }
        }
    }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &generator)] }
    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &generator) == 0 }
    private mutating func anyPort() -> PortNumber { PortNumber(UInt32.random(in: 1...Self.ports, using: &generator)) }

    private mutating func group(_ id: UInt32) -> Group {
        // Not select: Open vSwitch leaves the choice to its datapath, which a trace does not follow.
        let type = pick([GroupType.all, .indirect, .fastFailover])
        let count = type == .all ? Int.random(in: 1...3, using: &generator) : type == .fastFailover ? 2 : 1
        let buckets = (0..<count).map { index in
            Bucket(
                id: UInt32(index), watchPort: type == .fastFailover ? anyPort() : .any,
                actions: changes(2) + [chance(2) ? .output(anyPort()) : .resubmit(port: nil, table: Self.tables - 1)])
        }
        return Group(id: id, type: type, buckets: buckets)
    }

    private mutating func fields() -> [MatchField] {
        var fields: [MatchField] = []
        if chance(3) { fields.append(MatchField(.inPort, anyPort().rawValue)) }
        if chance(3) { fields.append(MatchField(.register(0), pick([0, 1, 2]), mask: pick([3, 1, 0xffff_ffff]))) }
        if chance(5) { fields.append(MatchField(.metadata, pick([0, 5]))) }
        if chance(5) { fields.append(MatchField(.ethernetSource, 0, mask: 1)) }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: fields.append(MatchField(.etherType, EtherType.arp))
        case 1:
            fields += [MatchField(.etherType, EtherType.ipv4), MatchField(.ipv4Source, 0x0a00_0000, mask: 0xffff_ff00)]
        case 2:
            fields += [
                MatchField(.etherType, EtherType.ipv4), MatchField(.ipProtocol, 17),
                MatchField(.udpDestination, pick([53, 80])),
            ]
        default: break
        }
        return fields
    }

    private mutating func changes(_ count: Int) -> [Action] {
        (0..<count).map { _ in
            pick([
                Action.setField(.register(0), UInt32.random(in: 0...2, using: &generator)),
                .setField(MatchField(.register(0), 1, mask: 1)), .setField(.metadata, 5),
                .setField(.xregister(0), 0x0000_0001_0000_0002), .setField(.ethernetSource, 0x0200_0000_0009),
                .setField(.ethernetDestination, 0x0200_0000_0008),
                .move(from: SubField(.register(0), 0..<2), to: SubField(.register(1), 4..<6)),
                .move(from: SubField(.ethernetSource), to: SubField(.ethernetDestination)),
                .move(from: SubField(.register(1), 0..<16), to: SubField(.register(0), 0..<16)),
            ])
        }
    }

    private mutating func actions(_ table: UInt8) -> [Action] {
        var actions = changes(Int.random(in: 0...2, using: &generator))
        let stack: [Action] = [
            .push(SubField(.ethernetSource)), .push(SubField(.register(0))), .pop(SubField(.register(1))),
            .pop(SubField(.ethernetDestination)),
        ]
        if chance(5) { actions += stack }
        if chance(2) { actions.append(.output(anyPort())) }
        if chance(6) { actions.append(.output(.inPort)) }
        if chance(5) { actions.append(.group(UInt32.random(in: 1...4, using: &generator))) }
        if chance(5) { actions.append(.clone(changes(2) + [.output(anyPort())])) }
        if table + 1 < Self.tables, chance(3) {
            actions.append(
                .resubmit(
                    port: chance(2) ? anyPort() : nil,
                    table: UInt8.random(in: table + 1..<Self.tables, using: &generator)))
        }
        return actions + changes(1)
    }

    private mutating func instructions(_ table: UInt8) -> [Instruction] {
        var instructions: [Instruction] = [.applyActions(actions(table))]
        if chance(6) { instructions.append(.clearActions) }
        if chance(5) { instructions.append(.writeActions(changes(1) + [.output(anyPort())])) }
        if chance(6) { instructions.append(.writeMetadata(5, mask: 7)) }
        if table + 1 < Self.tables, !chance(4) {
            instructions.append(.goto(UInt8.random(in: table + 1..<Self.tables, using: &generator)))
        }
        return instructions
    }

    /// Frames that tell the flows apart.
    static let frames: [[UInt8]] = {
        let (left, right) = (MACAddress(rawValue: 0x5254_0000_0001), MACAddress(rawValue: 0x5254_0000_0002))
        let addresses = [IPv4Address(rawValue: 0x0a00_0001), IPv4Address(rawValue: 0x0a00_0102)]
        var frames: [[UInt8]] = []
        for (source, mac) in zip(addresses, [left, right]) {
            for port in [UInt16(53), 80, 99] {
                let datagram = FrameBuilder.udp((9, port), from: .v4(source), to: .v4(addresses[0]), [1, 2, 3])
                frames.append(
                    FrameBuilder.ethernet(
                        to: right, from: mac, type: EtherType.ipv4,
                        FrameBuilder.ipv4(to: addresses[0], from: source, transport: 17, datagram)))
            }
            frames.append(
                FrameBuilder.ethernet(
                    to: .broadcast, from: mac, type: EtherType.arp,
                    FrameBuilder.ARP(sender: (mac, source), target: (right, addresses[1])).bytes))
            frames.append(FrameBuilder.ethernet(to: right, from: mac, type: 0x88b5, [1, 2, 3]))
        }
        return frames
    }()
}
