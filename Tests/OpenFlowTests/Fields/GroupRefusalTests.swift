import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

@Suite(
    "Refused groups", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"), .timeLimit(.minutes(3)))
struct GroupRefusalTests {
    private static let types: [GroupType] = [.all, .select, .indirect, .fastFailover]
    private static let commands: [GroupCommand] = [.add, .modify, .delete, .insertBucket, .removeBucket, .addOrModify]

    /// Lists of buckets, right for some types and commands and wrong for others.
    private static let lists: [[Bucket]] = {
        let out = [Action.output(PortNumber(1))]
        let plain = Bucket(id: 0, actions: out)
        let watching = Bucket(id: 0, watchPort: PortNumber(1), actions: out)
        return [
            [], [plain], [plain, Bucket(id: 1, actions: [])], [plain, Bucket(id: 0, actions: [])], [watching],
            [watching, Bucket(id: 1, watchGroup: 8, actions: out)], [watching, Bucket(id: 1, actions: out)],
            [Bucket(id: 0xffff_ff00, actions: out)], [Bucket(id: 0xffff_ff01, actions: out)],
            [Bucket(id: 0, weight: 5, actions: out)], [Bucket(id: 0, weight: 5, watchPort: .local, actions: out)],
            [Bucket(id: 0, watchPort: PortNumber(0xfeff), actions: out)],
            [Bucket(id: 0, watchPort: PortNumber(0xff00), actions: out)],
            [Bucket(id: 0, watchPort: PortNumber(0xffff_fe00), actions: out)],
            [Bucket(id: 0, watchPort: PortNumber(0xffff_ff00), actions: out)],
            [Bucket(id: 0xffff_ffff, weight: 5, watchPort: PortNumber(0xff00), actions: [.popPBB])],
        ]
    }()

    /// What is there before: the group with one bucket, unless it is added.
    private static func sample(_ modification: GroupModification, _ version: OpenFlowVersion) -> AnswersOfSwitch.Case {
        let every = Group(id: GroupModification.allGroups, type: .all, buckets: [])
        var before: [Message] = [.groupModification(GroupModification(.delete, every))]
        if modification.command != .add {
            // Before 1.5 buckets have numbers by their places, and inserted ones would have the same.
            let isBare = version < .v1_5 && modification.command == .insertBucket
            let there = Group(
                id: modification.group.id, type: .select, buckets: isBare ? [] : [Bucket(id: 100, actions: [])])
            before.append(.groupModification(GroupModification(.add, there)))
        }
        return AnswersOfSwitch.Case(
            before: before, message: .groupModification(modification),
            refusal: modification.refusal(version: version))
    }

    @Test("Open vSwitch answers types, commands and buckets as the library says", arguments: OpenFlowVersion.allCases)
    func shapes(version: OpenFlowVersion) throws {
        let answers = try AnswersOfSwitch(version: version)
        var cases: [AnswersOfSwitch.Case] = []
        for type in Self.types {
            for command in Self.commands {
                let isOfBuckets = command == .insertBucket || command == .removeBucket
                for list in Self.lists {
                    let group = Group(id: 7, type: type, buckets: list)
                    // Open vSwitch 3.1 never comes back from inserting nothing at the end.
                    let isNothing = command == .insertBucket && list.isEmpty
                    let place: UInt32 = isNothing ? 0xffff_fffd : isOfBuckets ? 0xffff_fffe : 0xffff_ffff
                    cases.append(Self.sample(GroupModification(command, group, bucket: place), version))
                }
                for id in [0, 0xffff_ff00, 0xffff_ff01, 0xffff_fffb] as [UInt32] {
                    let group = Group(id: id, type: type, buckets: [Self.lists[type == .fastFailover ? 4 : 1][0]])
                    let place: UInt32 = isOfBuckets ? 0xffff_fffd : 0xffff_ffff
                    cases.append(Self.sample(GroupModification(command, group, bucket: place), version))
                }
                for place in [100, 0xffff_ff01, 0xffff_fffc, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff] as [UInt32] {
                    let group = Group(id: 7, type: type, buckets: command == .removeBucket ? [] : [Self.lists[1][0]])
                    cases.append(Self.sample(GroupModification(command, group, bucket: place), version))
                }
            }
        }
        let counts = try answers.compare(cases)
        #expect(counts.count >= 6, "\(counts)")
        print("\(version): \(cases.count) groups are answered as said: \(counts.sorted { $0.key < $1.key })")
    }

    @Test("Open vSwitch answers actions of buckets as the library says", arguments: OpenFlowVersion.allCases)
    func actions(version: OpenFlowVersion) throws {
        let answers = try AnswersOfSwitch(version: version)
        let cases = StandaloneActions.lists(version).map { actions in
            let group = Group(id: 7, type: .all, buckets: [Bucket(id: 0, actions: actions)])
            return Self.sample(GroupModification(.add, group), version)
        }
        let counts = try answers.compare(cases)
        #expect(counts.count >= 6, "\(counts)")
        print("\(version): \(cases.count) buckets are answered as said: \(counts.sorted { $0.key < $1.key })")
    }

    @Test("Open vSwitch answers properties of groups and buckets as the library says")
    func properties() throws {
        let answers = try AnswersOfSwitch(version: .v1_5)
        var lists: [[UInt8]] = Self.methods.map(\.encoded)
        lists += lists.map { Array($0.dropLast(8)) } + [lists[0] + lists[1]]
        lists += [
            hex("0005 0008 00000000"), hex("0005 0004 00000000"), hex("0005 0003 00000000"), hex("0005 0010 00000000"),
            hex("ffff 000c 0000154d 00000002 00000000"), hex("ffff 000c 00000000 00000001 00000000"),
            hex("ffff 0008 0000154d"), hex("ffff 000c 0000154d 00000001 00000000"),
            hex("ffff 000c 00abcdef 00000001 00000000"), hex("0000"),
        ]
        var cases: [AnswersOfSwitch.Case] = []
        for list in lists {
            for (type, command) in [
                (GroupType.select, .add), (.select, .modify), (.select, .insertBucket), (.select, .delete),
                (.all, .add),
            ] as [(GroupType, GroupCommand)] {
                let group = Group(id: 7, type: type, buckets: [], properties: list)
                let place: UInt32 = command == .insertBucket ? 0xffff_fffd : 0xffff_ffff
                cases.append(Self.sample(GroupModification(command, group, bucket: place), .v1_5))
            }
            var bucket = Bucket(id: 0, actions: [])
            bucket.unknown = list.count % 8 == 0 ? list : []
            cases.append(Self.sample(GroupModification(.add, Group(id: 7, type: .all, buckets: [bucket])), .v1_5))
        }
        let counts = try answers.compare(cases)
        #expect(counts.count >= 8, "\(counts)")
        print("\(cases.count) properties are answered as said: \(counts.sorted { $0.key < $1.key })")
    }

    private static let methods: [SelectionMethod] = [
        SelectionMethod("hash", parameter: 7, fields: SampleFlows.match((.etherType, 0xffff))),
        SelectionMethod("dp_hash", parameter: 7), SelectionMethod("hash"), SelectionMethod("random"),
        SelectionMethod("dp_hash", fields: SampleFlows.match((.etherType, 0xffff))), SelectionMethod(""),
        SelectionMethod("hash", fields: SampleFlows.match((.pbbISID, 0xff))),
        SelectionMethod("hash", fields: SampleFlows.match((.ipProtocol, 3))),
        SelectionMethod("hash", fields: SampleFlows.match((.ipProtocol, 0xff), (.ipv4Source, 0xffff))),
        SelectionMethod("hashhashhashhash"),
    ]

    @Test("Refusals say what was expected and what was found")
    func text() {
        let group = Group(id: 7, type: .all, buckets: [Bucket(id: 3, weight: 5, actions: [])])
        #expect(
            group.refusal()?.description
                == "weight: expected none in a group of type all, found 5 (OFPGMFC_INVALID_GROUP)")
    }
}

/// Lists of actions that belong to no flow, of every kind that the samples of flows have.
enum StandaloneActions {
    static func lists(_ version: OpenFlowVersion) -> [[Action]] {
        let read = FlowRefusalTests.actions.compactMap { try? [Action](text: $0) }
        let written: [[Action]] = [
            [.writeMetadata(1, mask: 1)], [.output(PortNumber(1)), .writeMetadata(1, mask: 1)], [.group(1)],
            [.writeMetadata(1, mask: 1), .popPBB], [.clone([.writeMetadata(1, mask: 1)])],
        ]
        // Before 1.5 a meter is an instruction, and is not written among actions.
        return (read + written).filter { version == .v1_5 || !$0.description.contains("meter") }
    }
}
