import NetworkTypes
import OpenFlow
import Pipeline
import Testing
import Topology

@testable import Compiler

@Suite("What conjunctions need")
struct ConjunctionProofsTests {
    /// Two rules of a group, both conjunctions.
    private static var flows: [EncodedFlow] {
        var flows: [EncodedFlow] = []
        let lookup = PeerLookup(prefixes: { _ in
            Set((0..<5).map { IPPrefix(containing: .v4(IPv4Address(rawValue: $0 << 8)), length: 24) })
        })
        for (index, number) in [UInt32(11), 12].enumerated() {
            let rule = SecurityRule(
                number: number, .allow, [.tcp(1...1), .udp(2...2)],
                .addressSet(AddressSetID(tenant: "acme", name: "s")))
            RuleFlows(rule, group: 3, .ingress, index: index, lookup).add(to: &flows)
        }
        return flows
    }

    private static func problems(_ change: (Flow) -> Flow?) -> [String] {
        ConjunctionProofs(flows.compactMap { change($0.decoded()).map { EncodedFlow($0) } }).problems
    }

    private static func isClause(_ flow: Flow, of id: UInt32, _ number: UInt8) -> Bool {
        flow.instructions == [.applyActions([.conjunction(id: id, clause: number, count: 2)])]
    }

    @Test("They hold of what is compiled")
    func good() {
        #expect(Self.flows.count == 26)
        #expect(ConjunctionProofs(Self.flows).problems == [])
    }

    @Test("A clause that is missing")
    func missingClause() {
        let problems = Self.problems { Self.isClause($0, of: 11, 1) ? nil : $0 }
        #expect(problems == ["conjunction 11 has the clauses [0] of [2]"])
    }

    @Test("A conjunction that does nothing, or twice")
    func conclusions() {
        let none = Self.problems { $0.match[.conjunctionID]?.value == 12 ? nil : $0 }
        #expect(none == ["conjunction 12 has 0 flows for what it does, not one"])
        let extra = EncodedFlow(
            Flow(
                table: Stage.rules.table, priority: 60_000, cookie: Cookie(.rule, 11).rawValue,
                match: Match([MatchField(.conjunctionID, 11), MatchField(.register(4), 7)]),
                instructions: [.applyActions([.setField(.register(8), 11)])]))
        #expect(
            ConjunctionProofs(Self.flows + [extra]).problems == [
                "conjunction 11 has 2 flows for what it does, not one"
            ])
    }

    @Test("Priorities that differ within a conjunction")
    func priorities() {
        let problems = Self.problems { flow in
            var flow = flow
            if flow.match[.conjunctionID]?.value == 11 { flow.priority = 50 }
            return flow
        }
        #expect(problems == ["conjunction 11 has flows of several priorities"])
    }

    @Test("Two rules of one number, of one priority, or of one match")
    func collisions() {
        let sameNumber = Self.problems { flow in
            var flow = flow
            flow.instructions = flow.instructions.map { instruction in
                guard case .applyActions(let actions) = instruction else { return instruction }
                return .applyActions(
                    actions.map {
                        if case .conjunction(12, let clause, let count) = $0 {
                            .conjunction(id: 11, clause: clause, count: count)
                        } else {
                            $0
                        }
                    })
            }
            return flow
        }
        #expect(sameNumber.contains("conjunction 11 is that of several rules"))
        let samePriority = Self.problems { flow in
            var flow = flow
            flow.priority = 60_000
            return flow
        }
        #expect(samePriority.contains("two rules of a group have priority 60000"))
        #expect(samePriority.contains { $0.hasPrefix("two flows have the match of") })
        #expect(ConjunctionProofs(Self.flows + Self.flows.prefix(1)).problems.count == 1)
    }

    @Test("A clause that does something else, a flow for every group, and one in another table")
    func strays() {
        let busy = Self.problems { flow in
            guard Self.isClause(flow, of: 11, 0) else { return flow }
            var flow = flow
            flow.instructions = [
                .applyActions([.conjunction(id: 11, clause: 0, count: 2), .setField(.register(8), 1)])
            ]
            return flow
        }
        #expect(busy.count == 2 && busy.allSatisfy { $0.hasSuffix("is a clause and does something else besides") })
        #expect(
            Self.problems { flow in
                var flow = flow
                flow.match.remove(.register(4))
                return flow
            }.contains { $0.hasSuffix("is for every group") })
        #expect(
            Self.problems { flow in
                var flow = flow
                flow.table = Stage.egressPolicy.table
                return flow
            }.contains { $0.hasSuffix("is in another table than the rules") })
    }
}
