import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

@Suite(
    "Refused packet-outs", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"), .timeLimit(.minutes(3)))
struct PacketOutRefusalTests {
    private static func sample(_ packet: PacketOut, _ version: OpenFlowVersion) -> AnswersOfSwitch.Case {
        AnswersOfSwitch.Case(message: .packetOut(packet), refusal: packet.refusal(version: version))
    }

    /// What shows only when the switch translates the actions for its datapath.
    private static func translation(_ message: Message) -> ExpectedAnswers.Refusal? {
        guard case .packetOut(let packet) = message, let first = packet.actions.first else { return nil }
        let isFrame = packet.match[.packetType]?.value ?? 0 == 0
        let type = packet.packet.dropFirst(12).prefix(2).reduce(0) { $0 << 8 | UInt16($1) }
        let isTagged = packet.packet.count >= 18 && [0x8100, 0x88a8].contains(type)
        switch first {
        case .encap(let encap) where encap.packetType == Encap.ethernet && isFrame:
            return .init("OFPFMFC_UNKNOWN", "a frame is not put into a frame")
        case .decap where isTagged || !isFrame:
            return .init("OFPFMFC_UNKNOWN", "what is under a tag, or in a packet that says it not, is not known")
        default: return nil
        }
    }

    /// A switch with the meter and the group that the actions name.
    private func prepared(_ version: OpenFlowVersion) throws -> AnswersOfSwitch {
        let answers = try AnswersOfSwitch(version: version)
        let meter = Meter(id: 1, flags: .packetsPerSecond, bands: [.drop(rate: 1000, burst: 0)])
        _ = try answers.client.request(.meterModification(MeterModification(.add, meter))).get()
        _ = try answers.client.request(.groupModification(GroupModification(.add, SwitchCorpus.groups[0]))).get()
        return answers
    }

    private func compare(_ cases: [AnswersOfSwitch.Case], _ version: OpenFlowVersion, kinds: Int) throws {
        let counts = try prepared(version).compare(cases, listed: Self.translation)
        #expect(counts.count >= kinds, "\(counts)")
        print("\(version): \(cases.count) packet-outs are answered as said: \(counts.sorted { $0.key < $1.key })")
    }

    @Test(
        "Open vSwitch answers actions on packets of every kind as the library says", arguments: OpenFlowVersion.allCases
    )
    func actions(version: OpenFlowVersion) throws {
        let frames = PacketSamples.frames.map { hex($0.digits) } + [MessageSamples.frame, []]
        let cases = frames.flatMap { frame in
            StandaloneActions.lists(version).map {
                Self.sample(PacketOut(inPort: PortNumber(1), actions: $0, packet: frame), version)
            }
        }
        try compare(cases, version, kinds: 6)
    }

    @Test("Open vSwitch answers ports and buffers as the library says", arguments: OpenFlowVersion.allCases)
    func ports(version: OpenFlowVersion) throws {
        let ports: [UInt32] =
            [0, 1, 77, 0xfeff, 0xff00, 0xfffd, 0xffff, 0x10000, 0xffff_feff, 0xffff_ff00] + (0xffff_fff0...0xffff_ffff)
        var cases: [AnswersOfSwitch.Case] = []
        for port in ports {
            for actions in [[], [Action.output(PortNumber(2))], [.output(.inPort)], [.popPBB], [.popVLAN]] {
                for buffer in [0xffff_ffff, 5] as [UInt32] {
                    let packet = PacketOut(
                        inPort: PortNumber(port), actions: actions, packet: MessageSamples.frame, buffer: buffer)
                    cases.append(Self.sample(packet, version))
                }
            }
        }
        try compare(cases, version, kinds: 5)
    }

    @Test("Open vSwitch answers what a packet of 1.5 starts with as the library says")
    func start() throws {
        let fields = FieldRegistryTests.names.map(\.0).filter { $0.metadataNumber == nil }
        var matches = fields.flatMap { field -> [Match] in
            let value = FieldCases.value(field)
            let starts = [
                MatchField(unchecked: field, value, mask: nil), MatchField(unchecked: field, field.fullMask, mask: nil),
                MatchField(unchecked: field, value & 1, mask: 1),
            ]
            return starts.flatMap { start -> [Match] in
                var match = Match([MatchField(.inPort, 1)])
                match.set(start)
                return [Match([start]), match]
            }
        }
        matches.append(Match())
        for type in [0x1_0800, 0x1_86dd, 0x1_894f, 0x1_8847, 0, 0x2_0000] as [UInt32] {
            matches.append(Match([MatchField(.packetType, type), MatchField(.inPort, 1)]))
        }
        let lists: [[Action]] = [
            [], [.output(PortNumber(2))], [.decrementTTL], [.popVLAN], [.setField(.ethernetSource, 1)],
            [.decap(packetType: 0xffff_fffe)],
        ]
        let cases = matches.flatMap { match in
            lists.map { actions in
                var packet = PacketOut(actions: actions, packet: Array(MessageSamples.frame))
                packet.match = match
                return Self.sample(packet, .v1_5)
            }
        }
        try compare(cases, .v1_5, kinds: 5)
    }
}
