import NetworkTypes
import OpenFlow
import Pipeline
import PolicyMeaning
import TestSupport
import Testing

@testable import Compiler

@Suite("Compiled policies do what documents mean")
struct PolicyMeaningTests {
    private static let seeds = Seeds.range(30, nightly: 1000)
    private static let packets = 60

    @Test("A first packet passes if both sides' policies let it; answers pass then, and what follows", arguments: seeds)
    func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scene = SecurityScene(using: &generator)
        let documents = try SecurityDocuments(scene.texts)
        var numbers: [String: UInt32] = [:]
        let check = try PolicyCheck(documents, SecurityProgram(documents, &numbers))
        for _ in 0..<Self.packets {
            let packet = try PolicyPacket(documents.nics, using: &generator)
            let problems = check.problems(packet)
            #expect(problems.isEmpty, "seed \(seed)\n\(problems.joined())\n\(scene.texts.dropFirst().joined())")
            guard problems.isEmpty else { return }
        }
    }

    @Test("A rule that goes cuts the connections that nothing else admits, both ways, and no other", arguments: seeds)
    func revoked(seed: UInt64) throws {
        var generator = SeededGenerator(seed: ~seed)
        let scene = SecurityScene(using: &generator)
        guard scene.ruleCount > 0 else { return }
        let documents = try SecurityDocuments(scene.texts)
        var numbers: [String: UInt32] = [:]
        let check = try PolicyCheck(documents, SecurityProgram(documents, &numbers))
        for _ in 0..<3 {
            let changed = scene.without(Int.random(in: 0..<scene.ruleCount, using: &generator))
            let later = try SecurityDocuments(changed.texts)
            let laterCheck = try PolicyCheck(later, SecurityProgram(later, &numbers))
            for _ in 0..<20 {
                let packet = try PolicyPacket(documents.nics, using: &generator)
                let problems = check.problems(packet, changingTo: laterCheck)
                #expect(problems.isEmpty, "seed \(seed)\n\(problems.joined())\n\(changed.texts.dropFirst().joined())")
                guard problems.isEmpty else { return }
            }
        }
    }

    @Test(
        "Flows keep to the declaration, have canonical bytes and no equals, and conjunctions have what they need",
        arguments: seeds)
    func form(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let documents = try SecurityDocuments(SecurityScene(using: &generator).texts)
        var numbers: [String: UInt32] = [:]
        let program = SecurityProgram(documents, &numbers)
        #expect(ConjunctionProofs(program.rules).problems == [])
        for flows in program.flows {
            var keys: Set<FlowKey> = []
            for flow in flows {
                #expect(FlowCheck.problems(of: flow) == [], "\(flow)")
                #expect(flow.refusal() == nil, "\(flow)")
                let encoded = EncodedFlow(flow)
                #expect(EncodedFlow(encoded.decoded()) == encoded)
                #expect(keys.insert(encoded.key).inserted, "two flows have the match of \(flow)")
            }
        }
    }
}
