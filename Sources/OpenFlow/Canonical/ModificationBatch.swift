import Wire

/// One ordered change for switches: encoded once and shared between hosts.
///
/// A switch takes no meters in bundles: a session sends them by themselves, in their place among the other members, with a
/// barrier. So new meters come first, and what deletes them last; and a switch may come to have a part of such a batch, as of
/// one that is too large for one bundle, and not the rest (`isOneStep`). Connection-tracking zones are flushed in the same way.
///
/// Members are views of the blocks they come from. A session copies them, with its xids and bundle numbers; one that speaks
/// 1.3 or 1.4 decodes them and encodes them again (`prepare` does that once for many sessions).
public struct ModificationBatch: Sendable {
    enum Verb: Equatable, Sendable {
        case addFlow
        /// Sent outside of bundles, with the meters that follow.
        case addFlowAlone
        case deleteFlow
        case group(GroupCommand)
        case meter(MeterCommand)
        case flushZone
    }

    struct Member: Sendable {
        let verb: Verb
        /// A flow_mod, group_mod or meter_mod ADD, or an NXT_CT_FLUSH_ZONE, of OpenFlow 1.5 with xid 0.
        let bytes: ArraySlice<UInt8>
    }

    private(set) var members: [Member] = []
    /// Whole messages with xid 0 of versions before 1.5, by version, once prepared.
    private var prepared: [OpenFlowVersion: Prepared] = [:]

    private struct Prepared: Sendable {
        var messages: [[UInt8]] = []
        var obstacles: [Obstacle] = []
    }

    /// A member that cannot be sent in a version, and what a switch would have said.
    struct Obstacle: Sendable {
        let index: Int
        let error: OpenFlowError
    }

    public init() {}

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }

    /// Makes room for `count` members in all.
    public mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    /// Adds a flow, or replaces the one with its key.
    public mutating func append(_ flow: EncodedFlow) { append(.addFlow, flow.bytes) }

    public mutating func append(_ block: FlowBlock) {
        for flow in block.entries { append(.addFlow, flow.bytes) }
    }

    /// Deletes the flow with this key if it has this cookie: one that somebody else has put in its place stays.
    ///
    /// One bit of the cookie is not compared (`deletionCookieMask`).
    public mutating func appendDelete(of flow: EncodedFlow) { append(.deleteFlow, flow.bytes) }

    /// Which bits of a cookie a deletion compares: all but one. Asked for a whole cookie, Open vSwitch looks at every flow
    /// that has it instead of at the one with the key: 20 ms for each deletion where 80,000 strangers have the cookie 0.
    static let deletionCookieMask: UInt64 = ~(1 << 55)

    /// Adds, replaces or deletes a group. Deleting a group deletes the flows that use it, without a word.
    public mutating func append(_ group: EncodedGroup, _ command: GroupCommand) {
        precondition(command != .insertBucket && command != .removeBucket, "a batch changes whole groups")
        append(.group(command), group.bytes)
    }

    public mutating func append(_ block: GroupBlock, _ command: GroupCommand) {
        for group in block.entries { append(group, command) }
    }

    /// Adds, changes or deletes a meter. Deleting one deletes the flows that use it, without a word.
    public mutating func append(_ meter: EncodedMeter, _ command: MeterCommand) {
        append(.meter(command), meter.bytes)
    }

    public mutating func append(_ block: MeterBlock, _ command: MeterCommand) {
        for meter in block.entries { append(meter, command) }
    }

    /// Has a connection-tracking zone forget its connections: before the members that follow, which use it.
    ///
    /// OpenFlow lets a switch reorder what no barrier parts (1.5.1 section 6.2), and a bundle has no such member. Open vSwitch
    /// carries out the messages of a connection in order, each to its end; but a switch that cannot flush says so with an error,
    /// and what uses the zone must not be committed then. So it takes a barrier, the one that new meters need anyway, and such
    /// a batch is never committed at once.
    public mutating func appendFlush(ofZone zone: UInt16) {
        append(.flushZone, Message.nicira(.flushConntrackZone(zone)).encoded(version: .v1_5, xid: 0)[...])
    }

    /// Puts a flow before everything else, so that it is there however little of the rest comes to the switch. Where meters are
    /// first it goes with them: that takes no round trip more.
    public mutating func prepend(_ flow: EncodedFlow) {
        prepared = [:]
        let isAlone = !isEmpty && !isBundled(0)
        members.insert(Member(verb: isAlone ? .addFlowAlone : .addFlow, bytes: flow.bytes), at: 0)
    }

    /// Whether member `index` goes into a bundle; the others are sent by themselves.
    func isBundled(_ index: Int) -> Bool {
        switch members[index].verb {
        case .meter, .addFlowAlone, .flushZone: false
        case .addFlow, .deleteFlow, .group: true
        }
    }

    /// Whether a switch takes all of it or nothing. Flushed zones do not count: nobody reads back what they had.
    public var isOneStep: Bool { size.isOneStep }

    public var size: BatchSize {
        var size = BatchSize()
        for index in members.indices where members[index].verb != .flushZone {
            size.add(bytes: byteCount(index), isBundled: isBundled(index))
        }
        return size
    }

    public mutating func append(_ other: ModificationBatch) {
        prepared = [:]
        members += other.members
    }

    private mutating func append(_ verb: Verb, _ bytes: ArraySlice<UInt8>) {
        if !prepared.isEmpty { prepared = [:] }
        members.append(Member(verb: verb, bytes: bytes))
    }

    /// Encodes the members for sessions of `version` once; sessions of other versions are not concerned.
    public mutating func prepare(for version: OpenFlowVersion) {
        guard version < .v1_5, prepared[version] == nil else { return }
        var result = Prepared()
        result.messages.reserveCapacity(members.count)
        for (index, member) in members.enumerated() {
            let message = member.message(version: version)
            result.messages.append(message)
            if !member.isExpressibleBefore15 {
                result.obstacles.append(Obstacle(index: index, error: member.errorBefore15))
            } else if message.count > Self.maximumMemberBytes {
                result.obstacles.append(Obstacle(index: index, error: .badLength))
            }
        }
        prepared[version] = result
    }

    /// Members that cannot be sent in `version`, which must be prepared.
    func obstacles(in version: OpenFlowVersion) -> [Obstacle] {
        guard version == .v1_5 else { return prepared[version]?.obstacles ?? [] }
        return members.indices.lazy
            .filter { members[$0].nativeByteCount > Self.maximumMemberBytes }
            .map { Obstacle(index: $0, error: .badLength) }
    }

    /// What leaves room for the bundle message around a member, which in 1.3 has the experimenter's eight bytes too.
    private static let maximumMemberBytes = Message.maximumBytes - 24

    /// Appends member `index` as a whole message of `version`.
    func write(_ index: Int, version: OpenFlowVersion, xid: UInt32, into writer: inout ByteWriter) {
        let start = writer.count
        if version == .v1_5 {
            members[index].writeNative(into: &writer)
        } else {
            writer.write(bytes: prepared[version]?.messages[index] ?? members[index].message(version: version))
        }
        writer.patch(xid, at: start + 4)
    }

    /// Bytes of member `index` in 1.5, about as many as in the other versions.
    func byteCount(_ index: Int) -> Int { members[index].bytes.count }
}

extension ModificationBatch.Member {
    /// The message in 1.5: a copy with another command, and without what a deletion does not need.
    func writeNative(into writer: inout ByteWriter) {
        let start = writer.count
        switch verb {
        case .addFlow, .addFlowAlone, .flushZone: writer.write(bytes: bytes)
        case .deleteFlow:
            writer.write(bytes: bytes.prefix(nativeByteCount))
            writer.patch(FlowCommand.deleteStrict.rawValue, at: start + EncodedFlow.Layout.command)
            writer.patch(ModificationBatch.deletionCookieMask, at: start + EncodedFlow.Layout.cookieMask)
            // OFPFF_* and importance do not concern a deletion.
            writer.patch(UInt32(0), at: start + EncodedFlow.Layout.flags)
            writer.patchLength(at: start + 2, from: start)
        case .group(.delete):
            writer.write(bytes: bytes.prefix(nativeByteCount))
            writer.patch(GroupCommand.delete.rawValue, at: start + EncodedGroup.Layout.command)
            // No buckets follow.
            writer.patch(UInt16(0), at: start + 16)
            writer.patchLength(at: start + 2, from: start)
        case .group(let command):
            writer.write(bytes: bytes)
            writer.patch(command.rawValue, at: start + EncodedGroup.Layout.command)
        case .meter(.delete):
            writer.write(bytes: bytes.prefix(nativeByteCount))
            writer.patch(MeterCommand.delete.rawValue, at: start + EncodedMeter.Layout.command)
            writer.patchLength(at: start + 2, from: start)
        case .meter(let command):
            writer.write(bytes: bytes)
            writer.patch(command.rawValue, at: start + EncodedMeter.Layout.command)
        }
    }

    /// Bytes of the message in 1.5: of a deletion without the actions, buckets or bands.
    var nativeByteCount: Int {
        switch verb {
        case .deleteFlow:
            EncodedFlow.Layout.match + (Int(bytes.load(at: EncodedFlow.Layout.match + 2, as: UInt16.self)) + 7) / 8 * 8
        case .group(.delete): 24
        case .meter(.delete): 16
        case .addFlow, .addFlowAlone, .group, .meter, .flushZone: bytes.count
        }
    }

    /// The message in any version, xid 0. Its length may be too great for its header.
    func message(version: OpenFlowVersion) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(version.rawValue)
        writer.write(type)
        writer.writeZeros(6)
        switch verb {
        case .addFlow, .addFlowAlone:
            FlowModification(.add, EncodedFlow(bytes).decoded()).encode(into: &writer, version: version)
        case .deleteFlow:
            var flow = EncodedFlow(bytes).decoded()
            flow.instructions = []
            flow.flags = []
            flow.importance = 0
            FlowModification(.deleteStrict, flow, cookieMask: ModificationBatch.deletionCookieMask).encode(
                into: &writer, version: version)
        case .group(let command):
            var group = EncodedGroup(bytes).decoded()
            if command == .delete { group.buckets = [] }
            GroupModification(command, group).encode(into: &writer, version: version)
        case .meter(let command):
            var meter = EncodedMeter(bytes).decoded()
            if command == .delete { meter.bands = [] }
            MeterModification(command, meter).encode(into: &writer)
        case .flushZone: writer.write(bytes: bytes.dropFirst(MessageHeader.byteCount))
        }
        writer.patchLength(at: 2, from: 0)
        return writer.take()
    }

    private var type: UInt8 {
        switch verb {
        case .addFlow, .addFlowAlone, .deleteFlow: MessageType.flowMod
        case .group: MessageType.groupMod
        case .meter: MessageType.meterMod
        case .flushZone: MessageType.experimenter
        }
    }

    var isExpressibleBefore15: Bool {
        switch verb {
        case .addFlow, .addFlowAlone:
            EncodedFlow(bytes).decoded().instructions.allSatisfy(\.isExpressibleBefore15)
        case .deleteFlow, .group(.delete), .meter, .flushZone: true
        case .group:
            EncodedGroup(bytes).decoded().buckets.allSatisfy { $0.actions.allSatisfy(\.isExpressibleBefore15) }
        }
    }
}

extension ModificationBatch.Member {
    /// What a switch of an earlier version says of what only 1.5 has.
    fileprivate var errorBefore15: OpenFlowError {
        guard case .addFlow = verb else { return .badActionType }
        let hasTrigger = EncodedFlow(bytes).decoded().instructions.contains {
            if case .statisticsTrigger = $0 { true } else { false }
        }
        return hasTrigger ? .unknownInstruction : .badActionType
    }
}

extension OpenFlowError {
    /// OFPBIC_UNKNOWN_INST.
    static let unknownInstruction = OpenFlowError(type: 3, code: 0)
    /// OFPBAC_BAD_TYPE.
    static let badActionType = OpenFlowError(type: 2, code: 0)
    /// OFPBRC_BAD_LEN.
    static let badLength = OpenFlowError(type: 1, code: 6)
}

extension Instruction {
    /// Before 1.5 a meter stands in front of everything else or nowhere, and nothing triggers statistics.
    var isExpressibleBefore15: Bool {
        switch self {
        case .applyActions(let actions):
            guard case .meter? = actions.first else { return actions.allSatisfy(\.isExpressibleBefore15) }
            return actions.dropFirst().allSatisfy(\.isExpressibleBefore15)
        case .writeActions(let actions): return actions.allSatisfy(\.isExpressibleBefore15)
        case .statisticsTrigger: return false
        default: return true
        }
    }
}

extension Action {
    var isExpressibleBefore15: Bool {
        switch self {
        case .meter: false
        case .clone(let actions): actions.allSatisfy(\.isExpressibleBefore15)
        default: true
        }
    }
}
