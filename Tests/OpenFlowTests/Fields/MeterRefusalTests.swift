import TestSupport
import Testing

@testable import OpenFlow

@Suite(
    "Refused meters", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"), .timeLimit(.minutes(3)))
struct MeterRefusalTests {
    private static let numbers: [UInt32] = [
        0, 1, 0xffff_0000, 0xffff_0001, 0xffff_fffc, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff,
    ]
    private static let drop = Meter.Band.drop(rate: 100, burst: 10)
    private static let bands: [[Meter.Band]] = [
        [], [drop], [.drop(rate: 0, burst: 0)], [drop, .drop(rate: 0, burst: 5)],
        [Meter.Band](repeating: drop, count: 8), [Meter.Band](repeating: drop, count: 9),
        [.remarkDSCP(rate: 100, burst: 0, levels: 1)], [.remarkDSCP(rate: 0, burst: 0, levels: 1)],
        [.experimenter(rate: 1, burst: 1, experimenter: 0xabcdef, data: [])],
        [drop, .experimenter(rate: 1, burst: 1, experimenter: 0xabcdef, data: [1, 2, 3, 4, 5, 6, 7, 8])],
        [.unknown([0, 7, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])],
        [drop, .unknown([0, 1, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0])],
        [.unknown([0, 1, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ]
    private static let flags: [UInt16] = [0, 1, 2, 3, 4, 5, 6, 8, 13, 0x11, 0x12, 0x8000]

    private static func sample(_ modification: MeterModification) -> AnswersOfSwitch.Case {
        let every = Meter(id: Meter.all, flags: [], bands: [])
        var before: [Message] = [.meterModification(MeterModification(.delete, every))]
        if modification.command == .modify {
            let there = Meter(id: modification.meter.id, flags: .packetsPerSecond, bands: [drop])
            before.append(.meterModification(MeterModification(.add, there)))
        }
        return AnswersOfSwitch.Case(
            before: before, message: .meterModification(modification), refusal: modification.refusal())
    }

    @Test("Open vSwitch answers numbers, flags and bands as the library says", arguments: OpenFlowVersion.allCases)
    func meters(version: OpenFlowVersion) throws {
        let answers = try AnswersOfSwitch(version: version)
        var cases: [AnswersOfSwitch.Case] = []
        for command in [MeterCommand.add, .modify, .delete] {
            for bands in Self.bands {
                for flags in Self.flags {
                    cases.append(
                        Self.sample(
                            MeterModification(command, Meter(id: 1, flags: .init(rawValue: flags), bands: bands)))
                    )
                }
                for number in Self.numbers {
                    cases.append(
                        Self.sample(
                            MeterModification(command, Meter(id: number, flags: .packetsPerSecond, bands: bands))))
                }
            }
        }
        let counts = try answers.compare(cases)
        #expect(counts.count >= 7, "\(counts)")
        print("\(version): \(cases.count) meters are answered as said: \(counts.sorted { $0.key < $1.key })")
    }
}
