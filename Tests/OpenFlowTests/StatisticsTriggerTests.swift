import NetworkTypes
import Testing

@testable import OpenFlow

@Suite("Statistics triggers")
struct StatisticsTriggerTests {
    static let trigger: StatisticsTrigger = {
        var thresholds = FlowCounters()
        thresholds.duration = FlowCounters.Span(seconds: 5, nanoseconds: 6)
        thresholds.packets = 1000
        return StatisticsTrigger(flags: [.periodic, .onlyFirst], thresholds: thresholds)
    }()

    private static let bytes = hex(
        """
        0007 0028 00000003         // OFPIT_STAT_TRIGGER, 40 bytes, OFPSTF_PERIODIC and OFPSTF_ONLY_FIRST
        0000 001c                  // ofp_stats: reserved, 28 bytes without padding
        8002 00 08 00000005 00000006    // duration, 8 bytes: 5 s and 6 ns
        8002 08 08 00000000000003e8     // packet_count, 8 bytes: 1,000
        00000000                   // padding
        """)

    private static func flow(_ instructions: [Instruction]) -> Flow {
        Flow(table: 3, priority: 1, cookie: 0, match: Match(), instructions: instructions)
    }

    /// The instructions of a flow_mod of `version`, as bytes.
    private static func encoded(_ instructions: [Instruction], _ version: OpenFlowVersion) -> [UInt8] {
        let message = Message.flowModification(FlowModification(.add, flow(instructions)))
        return Array(message.encoded(version: version, xid: 1).dropFirst(56))
    }

    /// The instructions that are read from such bytes.
    private static func decoded(_ bytes: [UInt8], _ version: OpenFlowVersion) throws -> [Instruction]? {
        var message = Message.flowModification(FlowModification(.add, flow([]))).encoded(version: version, xid: 1)
        message += bytes
        message[3] = UInt8(message.count)
        guard case .flowModification(let found) = try Message.decode(message).message else { return nil }
        return found.flow.instructions
    }

    @Test("It is written as the specification says, and read again")
    func wire() throws {
        #expect(Self.encoded([.statisticsTrigger(Self.trigger)], .v1_5) == Self.bytes)
        #expect(try Self.decoded(Self.bytes, .v1_5) == [.statisticsTrigger(Self.trigger)])
    }

    @Test("What a 1.3 switch describes under its number is kept as bytes in 1.5 too, whatever they are")
    func keptFrom13() throws {
        for odd in [
            "0007 0018 00000000 0000 8000 fffffffd ffff000000000000",
            "0007 0018 00000000 0000 0003 000000000000000000000000",
            "0007 0018 00000000 0000 000c 8002 2010 0102030400000000",
            "0007 0018 00000000 0001 0004 000000000000000000000000",
        ] {
            let bytes = hex(odd)
            #expect(try Self.decoded(bytes, .v1_3) == [.unknown(bytes)])
            #expect(try Self.decoded(bytes, .v1_5) == [.unknown(bytes)])
            let kept = FlowBlock(readBack: [Self.flow([.unknown(bytes)])])
            #expect(kept.entries.map { $0.decoded().instructions } == [[.unknown(bytes)]])
        }
    }

    @Test("Flags and counters that nobody knows stay; what is not an instruction of this form stays as bytes")
    func unknown() throws {
        let strange = hex("0007 0018 00000008  0000 000f 8002 20 07 01020304050607 00")
        guard case .statisticsTrigger(let trigger)? = try Self.decoded(strange, .v1_5)?.first else {
            Issue.record("no trigger")
            return
        }
        #expect(trigger.flags.rawValue == 8 && trigger.thresholds.unknown == hex("8002 20 07 01020304050607"))
        #expect(Self.encoded([.statisticsTrigger(trigger)], .v1_5) == strange)
        #expect("\(trigger)" == "stat_trigger(flags=0x8,unknown=80.02.20.07.01.02.03.04.05.06.07)")
        for odd in [
            "0007 0008 00000001", "0007 0018 00000001 0000 0004 00000000 0102030405060708",
            "0007 0010 00000001 0000 0010 00000000", "0007 0010 00000001 0000 0003 00000000",
        ] {
            #expect(try Self.decoded(hex(odd), .v1_5) == [.unknown(hex(odd))])
        }
    }

    @Test("Earlier versions have no such instruction", arguments: [OpenFlowVersion.v1_3, .v1_4])
    func earlier(version: OpenFlowVersion) throws {
        #expect(
            Self.encoded([.statisticsTrigger(Self.trigger), .goto(9)], version) == Self.encoded([.goto(9)], version))
        #expect(try Self.decoded(Self.bytes, version) == [.unknown(Self.bytes)])
        var peer = try ScriptedSwitch.ready(version)
        var batch = ModificationBatch()
        batch.append(EncodedFlow(Self.flow([.goto(9)])))
        batch.append(EncodedFlow(Self.flow([.statisticsTrigger(Self.trigger)])))
        peer.program(batch, id: 1)
        let events = peer.pass(.zero)
        #expect(events.summary == ["programmed 1 refused [\"1 OFPBIC_UNKNOWN_INST\"]"])
        #expect(try peer.sent().isEmpty)
    }

    @Test("It is printed with the specification's names, behind metadata and before goto")
    func text() {
        let flow = Self.flow([.goto(9), .statisticsTrigger(Self.trigger), .writeMetadata(5, mask: .max)])
        #expect(
            flow.actionsText
                == "actions=write_metadata:0x5,stat_trigger(periodic,only_first,duration=5.000000006s,packet_count=1000),"
                + "goto_table:9")
        var thresholds = FlowCounters()
        thresholds.idle = FlowCounters.Span(seconds: 7, nanoseconds: 0)
        thresholds.flows = 2
        thresholds.bytes = 3
        let other = StatisticsTrigger(thresholds: thresholds)
        #expect("\(other)" == "stat_trigger(idle_time=7s,flow_count=2,byte_count=3)")
        // Flow syntax has no words for it.
        #expect(throws: FlowTextError.self) { try Flow(text: "actions=\(other)") }
    }

    @Test("Open vSwitch knows no such instruction", arguments: OpenFlowVersion.allCases)
    func refusal(version: OpenFlowVersion) {
        let flow = Self.flow([.statisticsTrigger(Self.trigger)])
        #expect(flow.refusal(version: version)?.code == .unknownInstruction)
        // What stands in front of it is looked at first.
        #expect(
            Self.flow([.goto(4), .goto(5), .statisticsTrigger(Self.trigger)]).refusal(version: version)?.code
                == .duplicateInstruction)
    }
}
