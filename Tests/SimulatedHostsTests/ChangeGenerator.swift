import NetworkTypes
import OpenFlow
import TestSupport

/// Makes messages that change a switch, many of them wrong, in a world so small that they often meet.
struct ChangeGenerator {
    var random: SeededGenerator
    let version: OpenFlowVersion

    init(random: SeededGenerator, version: OpenFlowVersion) {
        self.random = random
        self.version = version
    }

    /// Overlaps are not asked for there: ovs-vswitchd 3.1 sees only those with masks that a table had before the bundle.
    private var isInBundle = false
    /// Nor are flows chosen by less than all fields once a flow was added, for the same reason.
    private var hasAdded = false
    /// Whether a group was deleted. ovs-vswitchd 3.1 crashes when it takes back a bundle that did that to a group in use.
    private(set) var hasDeletedGroup = false
    /// A flow names one group at most: ovs-vswitchd 3.1 crashes when a group is deleted that a flow names twice.
    private var mayUseGroup = true

    mutating func begin(isInBundle: Bool) {
        self.isInBundle = isInBundle
        hasDeletedGroup = false
        hasAdded = false
    }

    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    /// What a bundle may have, as bytes.
    mutating func member(xid: UInt32) -> [UInt8] {
        if oneIn(4) {
            let group = group()
            if group.command == .delete { hasDeletedGroup = true }
            return damaged(
                .groupModification(group), xid, damage: group.command == .add ? [(8, 9), (10, 9)] : [])
        }
        let flow = flow()
        return damaged(
            .flowModification(flow), xid,
            damage: flow.command == .add && flow.flow.table < 4 ? [(25, 9), (49, 7), (44, 0x80)] : [])
    }

    /// The message, now and then with a byte that makes it wrong. Not where it is wrong already: which of two mistakes a
    /// switch names cannot matter.
    private mutating func damaged(_ message: Message, _ xid: UInt32, damage: [(Int, UInt8)]) -> [UInt8] {
        var bytes = message.encoded(version: version, xid: xid)
        if !damage.isEmpty, oneIn(30), message.refusal(version: version) == nil {
            let (place, value) = pick(damage)
            bytes[place] = value
        }
        return bytes
    }
}

extension ChangeGenerator {
    private mutating func flow() -> FlowModification {
        var commands: [FlowCommand] = [.add, .add, .add, .add, .modifyStrict, .deleteStrict]
        if !hasAdded { commands += [.modify, .delete] }
        let command = pick(commands)
        if isInBundle, command == .add { hasAdded = true }
        let isLoose = command == .modify || command == .delete
        let tables: [UInt8] = isLoose ? [0, 1, 2, 3, 0xff] : [0, 0, 1, 1, 2, 3]
        var flow = Flow(
            table: oneIn(60) ? pick([253, 254, 255]) : pick(tables), priority: pick([1, 1, 2, 0xffff]),
            cookie: pick([1, 2, 3, 0x101, .max]), match: match(), instructions: [])
        if command.hasActions || oneIn(20) { flow.instructions = instructions(table: flow.table) }
        if !isInBundle, oneIn(6) { flow.flags.insert(.checkOverlap) }
        if oneIn(3) { flow.flags.insert(.sendFlowRemoved) }
        if oneIn(8) { flow.flags.insert(pick([.resetCounts, .noByteCounts, .noPacketCounts])) }
        if oneIn(10) { (flow.idleTimeout, flow.hardTimeout) = (3600, pick([0, 7200])) }
        if version > .v1_3, oneIn(10) { flow.importance = 7 }
        var modification = FlowModification(command, flow)
        if command != .add, oneIn(2) { modification.cookieMask = pick([.max, 0x100, 1]) }
        if oneIn(6) { modification.outPort = pick([PortNumber(1), PortNumber(2), .controller, .local]) }
        if oneIn(8) { modification.outGroup = pick([1, 2, 3]) }
        if oneIn(100) { modification.buffer = 3 }
        return modification
    }

    private mutating func match() -> Match {
        let ipv4 = MatchField(.etherType, 0x0800)
        let tcp = MatchField(.ipProtocol, 6)
        let all: [[MatchField]] = [
            [], [], [MatchField(.inPort, 1)], [MatchField(.inPort, 2)], [ipv4], [ipv4, tcp],
            [ipv4, MatchField(.ipv4Destination, 0x0a00_0000, mask: 0xff00_0000)],
            [ipv4, MatchField(.ipv4Destination, 0x0a01_0000, mask: 0xffff_0000)],
            [ipv4, tcp, MatchField(.ipv4Destination, 0x0a01_0203)],
            [MatchField(.register(0), 5)], [MatchField(.register(0), 5), MatchField(.register(1), 6)],
            [MatchField(.ethernetDestination, 0x0100_0000_0000, mask: 0x0100_0000_0000)],
            [MatchField(.inPort, 1), MatchField(.vlanVID, 0x1005)], [MatchField(.tunnelID, 77)],
            [ipv4, MatchField(.ctState, 0x22, mask: 0x22)], [MatchField(.metadata, 1, mask: 0xff)],
        ]
        // Without what it needs.
        return Match(oneIn(60) ? [tcp] : pick(all))
    }

    mutating func instructions(table: UInt8) -> [Instruction] {
        var result: [Instruction] = []
        mayUseGroup = true
        if version < .v1_5, oneIn(8) { result.append(.meter(pick([1, 2, 3]))) }
        if !oneIn(4) { result.append(.applyActions(actions(inBucket: false))) }
        if oneIn(12) { result.append(.clearActions) }
        if oneIn(8) {
            result.append(.writeActions([oneIn(2) ? groupAction() : .output(PortNumber(2))]))
        }
        if oneIn(12) { result.append(.writeMetadata(5, mask: 0xff)) }
        // Alone, as a switch may name another mistake first.
        if oneIn(80) { return [.goto(table)] }
        if table < 4, oneIn(4) { result.append(.goto(pick([4, 5]))) }
        return result
    }

    private mutating func groupAction() -> Action {
        defer { mayUseGroup = false }
        return mayUseGroup ? .group(pick([1, 2, 3, 4, 5])) : .output(PortNumber(1))
    }

    mutating func actions(inBucket: Bool) -> [Action] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in action(inBucket: inBucket) }
    }

    private mutating func action(inBucket: Bool) -> Action {
        if oneIn(60) {
            // Nothing that Open vSwitch has, a reserved port, an EtherType of no tag.
            return pick([.popPBB, .output(PortNumber(0xffff_ff01)), .pushVLAN(0x1234), .copyTTLIn])
        }
        if !inBucket, version == .v1_5, oneIn(10) { return .meter(pick([1, 2, 3])) }
        if !inBucket, oneIn(6) { return groupAction() }
        let track = Conntrack(commit: true, zone: .number(5), table: nil, actions: [])
        return pick([
            .output(PortNumber(1)), .output(PortNumber(2)), .output(.local), .output(.inPort),
            .output(.controller, maxLength: 128), .setField(.register(2), 9), .setField(.tunnelID, 12),
            .resubmit(port: nil, table: 9), .pushVLAN(0x8100), .popVLAN, .conntrack(track), .setQueue(1),
            .controller(maxLength: 64, userdata: [1, 2], meter: nil), .clone([.output(PortNumber(2))]),
        ])
    }
}

extension FlowCommand {
    fileprivate var hasActions: Bool { self == .add || self == .modify || self == .modifyStrict }
}
