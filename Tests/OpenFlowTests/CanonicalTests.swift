import NetworkTypes
import Testing

@testable import OpenFlow

@Suite("Canonical bytes")
struct CanonicalTests {
    @Test(
        "The digest is xxHash64",
        arguments: [
            ("", 0xef46_db37_51d8_e999 as UInt64), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
            ("The quick brown fox jumps over the lazy dog", 0x0b24_2d36_1fda_71bc),
        ])
    func digest(text: String, expected: UInt64) {
        let found = Array(text.utf8).withUnsafeBytes { Digest.xxh64($0, seed: 0) }
        #expect(found == expected)
    }

    @Test("A block gives back its flows and groups")
    func block() {
        let block = FlowBlock(SampleFlows.all)
        #expect(block.count == SampleFlows.all.count)
        #expect(block.entries.map { $0.decoded() } == SampleFlows.all.map(\.canonical))
        #expect(FlowBlock(block.entries) == block)
        for (entry, flow) in zip(block.entries, SampleFlows.all) {
            #expect(entry.table == flow.table)
            #expect(entry.priority == flow.priority)
            #expect(entry.cookie == flow.cookie)
        }
        let groups = GroupBlock(SampleFlows.groups)
        #expect(groups.entries.map { $0.decoded() } == SampleFlows.groups)
        #expect(groups.entries.map(\.id) == SampleFlows.groups.map(\.id))
        #expect(FlowBlock().isEmpty)
        #expect(FlowBlock([] as [Flow]) == FlowBlock())
    }

    @Test("Keys and digests tell flows apart, wherever they are stored")
    func identity() {
        let block = FlowBlock(SampleFlows.all)
        let alone = SampleFlows.all.map { EncodedFlow($0) }
        #expect(Set(block.entries.map(\.key)).count == block.count)
        #expect(Set(block.entries.map(\.digest)).count == block.count)
        for (entry, other) in zip(block.entries, alone) {
            #expect(entry == other)
            #expect(entry.key == other.key)
            #expect(entry.key.hashValue == other.key.hashValue)
            #expect(entry.digest == other.digest)
        }
        var changed = SampleFlows.all[0]
        changed.cookie += 1
        #expect(EncodedFlow(changed).key == alone[0].key)
        #expect(EncodedFlow(changed).digest != alone[0].digest)
    }

    @Test("A flow of somebody else that does not fit in this form keeps its key")
    func tooLong() {
        let actions = [Action](repeating: .output(PortNumber(1)), count: 5000)
        let long = Flow(table: 1, priority: 2, cookie: 3, match: Match([MatchField(.inPort, 1)]), actions: actions)
        let short = SampleFlows.all[0]
        let block = FlowBlock(readBack: [short, long])
        let entries = Array(block.entries)
        #expect(entries.count == 2)
        #expect(entries[0] == EncodedFlow(short))
        #expect(entries[1].key.priority == 2)
        #expect(entries[1].decoded().instructions.isEmpty)
    }
}
