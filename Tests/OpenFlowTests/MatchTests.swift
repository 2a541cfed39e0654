import OpenFlow
import Testing

@Suite("Matches")
struct MatchTests {
    @Test("Fields are sorted, whole masks are none, empty masks are dropped, values lie under their masks")
    func normalForm() {
        let match = Match([
            MatchField(.ipv4Source, 0x0a01_0203, mask: 0xff00_0000), MatchField(.etherType, 0x0800, mask: 0xffff),
            MatchField(.metadata, 5, mask: 0),
        ])
        #expect(match.fields.map(\.field) == [.etherType, .ipv4Source])
        #expect(match[.etherType]?.mask == nil)
        #expect(match[.ipv4Source]?.value == 0x0a00_0000)
    }

    @Test("Wide registers are kept as the 32-bit registers under them")
    func registers() {
        let wide = Match([MatchField(.xxregister(1), 5), MatchField(.xregister(7), 1, mask: 0xffff)])
        let narrow = Match([
            MatchField(.register(4), 0), MatchField(.register(5), 0), MatchField(.register(6), 0),
            MatchField(.register(7), 5), MatchField(.register(15), 1, mask: 0xffff),
        ])
        #expect(wide == narrow)
        var changed = narrow
        changed.set(.xregister(2), 0 as UInt64, mask: 0)
        #expect(changed[.register(4)] == nil)
        #expect(changed[.register(6)] != nil)
    }

    @Test("Setting a field replaces it, and an empty mask removes it")
    func setting() {
        var match = Match([MatchField(.inPort, 1)])
        match.set(.inPort, 2)
        match.set(.etherType, 0x0800)
        #expect(match == Match([MatchField(.etherType, 0x0800), MatchField(.inPort, 2)]))
        match.set(.etherType, 0, mask: 0)
        #expect(match.fields.map(\.field) == [.inPort])
    }

    struct Prerequisite: Sendable {
        let fields: [MatchField]
        let lacking: [Field]
    }

    @Test(
        "Fields without their prerequisites are found",
        arguments: [
            Prerequisite(fields: [MatchField(.tcpDestination, 80)], lacking: [.tcpDestination]),
            Prerequisite(
                fields: [MatchField(.etherType, 0x86dd), MatchField(.ipProtocol, 6), MatchField(.tcpDestination, 80)],
                lacking: []),
            Prerequisite(
                fields: [MatchField(.etherType, 0x0800), MatchField(.ndTarget, 1)], lacking: [.ndTarget]),
            // +trk alone does not make a connection's tuple matchable in Open vSwitch.
            Prerequisite(
                fields: [
                    MatchField(.etherType, 0x0800), MatchField(.ctState, 0x20, mask: 0x20), MatchField(.ctProtocol, 6),
                ], lacking: [.ctProtocol]),
            Prerequisite(
                fields: [
                    MatchField(.etherType, 0x0800), MatchField(.ctState, 0x21, mask: 0x21), MatchField(.ctProtocol, 6),
                    MatchField(.ctTransportDestination, 80),
                ], lacking: []),
            Prerequisite(fields: [MatchField(.vlanVID, 0), MatchField(.vlanPCP, 0)], lacking: [.vlanPCP]),
        ])
    func prerequisites(sample: Prerequisite) {
        #expect(Match(sample.fields).fieldsWithoutPrerequisites == sample.lacking)
    }

    @Test("No field stands before what it needs")
    func order() {
        for number in 0..<16 {
            #expect(Field.register(number).prerequisites.isEmpty)
        }
        for field in [
            Field.tcpSource, .udpDestination, .icmpv4Type, .icmpv6Code, .arpOperation, .ndTarget, .ctProtocol,
        ] {
            for prerequisite in field.prerequisites { #expect(prerequisite.field < field, "\(field)") }
        }
    }
}
