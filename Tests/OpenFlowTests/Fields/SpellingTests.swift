import Foundation
import TestSupport
import Testing

@testable import OpenFlow

@Suite("Spellings of flows", .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"))
struct SpellingTests {
    @Test("What ovs-ofctl takes means to the library what it means to ovs-ofctl")
    func taken() throws {
        let flows = SpellingSamples.flows
        let text = try ReferencePrinter.withFile(Data(flows.joined(separator: "\n").utf8)) {
            try ReferencePrinter.run(["-O", "OpenFlow15", "parse-flows", $0])
        }
        let answers = text.split(separator: "\n").filter { $0.hasPrefix("OFPT_FLOW_MOD") }
        try #require(answers.count == flows.count)
        for (index, flow) in flows.enumerated() {
            let message = Message.flowModification(FlowModification(.add, try Flow(text: flow)))
            let ours = message.text(version: .v1_5, xid: UInt32(index + 1))
            var answer = String(answers[index])
            while answer.last == " " { answer.removeLast() }
            #expect(ours == answer, "\(flow)")
        }
        print("\(flows.count) spellings mean what they mean to ovs-ofctl")
    }

    @Test("Cut and damaged spellings are errors or flows, never traps")
    func damaged() {
        var random = SeededGenerator(seed: 3)
        var errors = 0
        for flow in SpellingSamples.flows {
            let bytes = Array(flow.utf8)
            for _ in 0..<20 {
                var damaged = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random)))
                damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 32...126, using: &random)
                do {
                    let read = try Flow(text: String(decoding: damaged, as: UTF8.self))
                    #expect(!read.description.isEmpty)
                    _ = Message.flowModification(FlowModification(.add, read)).encoded(version: .v1_3, xid: 1)
                } catch {
                    errors += 1
                }
            }
        }
        #expect(errors > 500)
    }
}
