import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

@Suite("Flows that are written directly")
struct FlowWriterTests {
    /// Fields with one canonical form.
    private static let fields = FieldRegistry.entries.indices.map { Field(index: UInt8($0)) }.filter {
        !$0.isView && $0 != .inPort16 && $0 != .ctState && $0.layout.bits > 0
    }

    private static func matchFields(_ generator: inout ActionGenerator) -> [MatchField] {
        // Registers more often than the rest: two of them may share a field.
        let registers = fields.filter { $0.isRegister }.shuffled(using: &generator.random)
            .prefix(generator.number(0...4))
        let others = fields.filter { !$0.isRegister }.shuffled(using: &generator.random)
            .prefix(generator.number(0...10))
        return (registers + others).shuffled(using: &generator.random).map { field in
            let isMasked = field.isMaskable && generator.chance()
            return MatchField(
                unchecked: field, generator.value(field), mask: isMasked ? generator.value(field) : nil)
        }
    }

    @Test(
        "They have the bytes of flows that are encoded, whatever the order of their fields",
        arguments: Seeds.range(500, nightly: 20_000))
    func sameBytes(seed: UInt64) {
        var generator = ActionGenerator(seed: seed)
        let fields = Self.matchFields(&generator)
        let actions = (0..<generator.number(0...5)).map { _ in
            generator.action(generator.pick([.output, .setField, .move, .group, .meter, .conntrack, .controller]))
        }
        let next = generator.chance() ? generator.any(UInt8.self) : nil
        let flow = Flow(
            table: generator.any(), priority: generator.any(), cookie: generator.any(), match: Match(fields),
            actions: actions, goto: next)
        var writer = FlowWriter(table: flow.table, priority: flow.priority, cookie: flow.cookie)
        for field in fields { writer.match(field) }
        for action in actions { writer.act(action) }
        #expect(writer.hasActions == !actions.isEmpty)
        let written = writer.end(goto: next)
        #expect(Array(written.bytes) == Array(EncodedFlow(flow).bytes), "\(flow)")
    }

    @Test("A field that stands twice, a view, and a match behind actions are programmers' errors")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            var writer = FlowWriter(table: 0, priority: 1, cookie: 1)
            writer.match(MatchField(.register(1), 1))
            writer.match(MatchField(.register(0), 1))
            writer.match(MatchField(.register(1), 2))
        }
        await #expect(processExitsWith: .failure) {
            var writer = FlowWriter(table: 0, priority: 1, cookie: 1)
            writer.match(MatchField(.etherType, 0x0800))
            writer.match(MatchField(.etherType, 0x0800))
        }
        await #expect(processExitsWith: .failure) {
            var writer = FlowWriter(table: 0, priority: 1, cookie: 1)
            writer.match(MatchField(.xregister(0), 1))
        }
        await #expect(processExitsWith: .failure) {
            var writer = FlowWriter(table: 0, priority: 1, cookie: 1)
            writer.act(.output(.inPort))
            writer.match(MatchField(.etherType, 0x0800))
        }
    }
}
