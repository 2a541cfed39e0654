import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

/// The generated corpus: what the library itself makes of it, and a real ovs-vswitchd on the dummy datapath.
@Suite("Corpus of flows, groups and meters")
struct SwitchCorpusTests {
    @Test("Every field of the registry, every action and every instruction has cases")
    func complete() {
        let absences = FieldSamples.fields.compactMap(FieldSamples.absence)
        #expect(absences.isEmpty, "\(absences.joined(separator: "; "))")
        for version in OpenFlowVersion.allCases {
            let cases = SwitchCorpus.flows(version)
            let subjects = Set(cases.map(\.subject))
            for field in FieldSamples.fields {
                let symbol = field.entry.symbol
                #expect(subjects.contains("match \(symbol)"), "field \(symbol) has no case as a match")
                #expect(!field.isMaskable || subjects.contains("maskedMatch \(symbol)") || field.bits == 1, "\(symbol)")
                #expect(subjects.contains("setField \(symbol)"), "field \(symbol) has no case as set_field")
            }
            for kind in ActionKind.allCases where kind != .meter || version == .v1_5 {
                #expect(subjects.contains("action \(kind.rawValue)"), "action \(kind) has no case")
            }
            for kind in InstructionKind.allCases where kind.isExpressible(in: version) {
                #expect(subjects.contains("instruction \(kind.rawValue)"), "instruction \(kind) has no case")
                for instruction in kind.samples(version).compactMap(\.first) {
                    #expect(InstructionKind(instruction) == kind)
                }
            }
            print("\(version): \(cases.count) flows of \(subjects.count) subjects")
        }
    }

    @Test("What is written is read back as the same", arguments: OpenFlowVersion.allCases)
    func roundTrip(version: OpenFlowVersion) throws {
        for each in SwitchCorpus.flows(version) {
            let bytes = Message.flowModification(FlowModification(.add, each.flow)).encoded(version: version, xid: 1)
            guard case .flowModification(let found) = try Message.decode(bytes).message else {
                Issue.record("\(each.subject)")
                continue
            }
            #expect(EncodedFlow(found.flow) == EncodedFlow(each.flow), "\(each.subject) \(hexText(bytes))")
        }
    }

    @Test(
        "ovs-vswitchd accepts each and describes what was sent, or refuses it as expected",
        .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"), .timeLimit(.minutes(3)),
        arguments: OpenFlowVersion.allCases)
    func onRealSwitch(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        try program(client, version)
        let cases = SwitchCorpus.flows(version)
        let errors = try client.send(cases.map { .flowModification(FlowModification(.add, $0.flow)) })
        var accepted: [UInt64: SwitchCorpus.Case] = [:]
        for (each, error) in zip(cases, errors) {
            // What is not listed with a reason is what the library itself says of the flow.
            let expected =
                ExpectedAnswers.refusal(of: each.subject, version: version)?.error
                ?? each.flow.refusal(version: version)?.code.name
            #expect(error?.name == expected, "\(each.subject): \(each.flow)")
            if error == nil { accepted[each.flow.cookie] = each }
        }
        let found = try client.flows()
        #expect(found.count == accepted.count)
        var otherwise = 0
        for flow in found {
            guard let each = accepted[flow.cookie] else {
                Issue.record("nobody sent \(flow)")
                continue
            }
            let isSame = EncodedFlow(flow) == EncodedFlow(each.flow)
            let reason = ExpectedAnswers.otherDescription(of: each.subject, version: version)
            if isSame != (reason == nil) {
                Issue.record("\(each.subject): sent \(each.flow.canonical) found \(flow.canonical)")
            }
            if !isSame { otherwise += 1 }
        }
        print(
            "\(version): \(cases.count) flows, \(accepted.count) accepted, \(cases.count - accepted.count) refused as "
                + "expected, \(accepted.count - otherwise) described as sent")
        _ = realSwitch
    }

    /// Groups and meters; what the switch describes must be what was sent.
    private func program(_ client: SwitchClient, _ version: OpenFlowVersion) throws {
        let meters = SwitchCorpus.meters.map { Message.meterModification(MeterModification(.add, $0)) }
        let groups = SwitchCorpus.groups.map { Message.groupModification(GroupModification(.add, $0)) }
        for error in try client.send(meters + groups) { #expect(error == nil, "\(error.map(\.name) ?? "")") }
        let foundMeters = MeterBlock(readBack: try client.meters().sorted { $0.id < $1.id })
        #expect(hexText(foundMeters.bytes) == hexText(MeterBlock(SwitchCorpus.meters).bytes))
        let foundGroups = GroupBlock(readBack: try client.groups().sorted { $0.id < $1.id })
        let expected = SwitchCorpus.groups.map { $0.reduced(to: version) }
        for (found, sent) in zip(foundGroups.entries, GroupBlock(expected).entries) {
            #expect(found == sent, "\(found.decoded()) \(sent.decoded())")
        }
        #expect(foundGroups.count == expected.count)
    }
}
