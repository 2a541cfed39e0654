import Testing

@testable import OpenFlow

@Suite("Refused matches")
struct MatchRefusalTests {
    @Test(
        "Open vSwitch answers every field, right and wrong, as the library says",
        .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"))
    func everyField() throws {
        let samples = RefusalSamples.all
        var messages: [UInt32: [UInt8]] = [:]
        for (index, sample) in samples.enumerated() {
            messages[UInt32(index + 1)] = flowModification(fields: sample.fields, xid: UInt32(index + 1))
        }
        let answers = try ReferencePrinter.refusals(messages)
        var counts: [String: Int] = [:]
        for (index, sample) in samples.enumerated() {
            let answer = try #require(answers[UInt32(index + 1)], "\(sample.name)")
            let ours = Match.refusal(ofFields: sample.fields)?.code.name
            #expect(ours == answer, "\(sample.name): \(hexText(sample.fields))")
            counts[answer ?? "taken", default: 0] += 1
        }
        #expect(counts.count >= 8, "\(counts)")
        print("\(samples.count) matches are answered as ovs-ofctl does: \(counts.sorted { $0.key < $1.key })")
    }

    @Test("A match of the library is refused for what it asks, with the specification's code")
    func typed() {
        var match = Match([MatchField(.tcpDestination, 80)])
        #expect(match.refusal()?.code == .badPrerequisite)
        #expect(match.refusal()?.object == "tcp_dst")
        match.set(.etherType, 0x0800)
        match.set(.ipProtocol, 6)
        #expect(match.refusal() == nil)
        match.set(.pbbISID, 1)
        #expect(match.refusal()?.code.name == "OFPBMC_BAD_FIELD")
        #expect(Match([MatchField(.ctState, 0x100)]).refusal()?.code == .badValue)
    }

    @Test("Damaged fields are errors, never traps")
    func damaged() {
        for sample in RefusalSamples.all.prefix(400) {
            for index in sample.fields.indices {
                var bytes = sample.fields
                bytes[index] ^= 0xff
                _ = Match.refusal(ofFields: bytes)
                #expect(Match.refusal(ofFields: Array(bytes.prefix(index)))?.description != "")
            }
        }
    }
}
