import OpenFlow
import Pipeline

/// A mistake that a compiler of policies could make, made in its flows.
struct PolicyMutation: Sendable, CustomStringConvertible {
    let name: String
    /// Nil takes a flow away.
    private let change: @Sendable (Flow) -> Flow?

    var description: String { name }

    init(_ name: String, in stages: [Stage], _ change: @escaping @Sendable (Flow) -> Flow?) {
        self.name = name
        let tables = Set(stages.map(\.table))
        self.change = { tables.contains($0.table) ? change($0) : $0 }
    }

    /// Nil where there was nothing to get wrong.
    func applied(to program: SecurityProgram) -> SecurityProgram? {
        var mutated = program
        mutated.flows = program.flows.map { flows in
            var keys: Set<FlowKey> = []
            // A switch holds one flow of a key: the last one that was added.
            return flows.compactMap(change).reversed().filter { keys.insert(EncodedFlow($0).key).inserted }
        }
        return zip(mutated.flows, program.flows).allSatisfy { Set($0) == Set($1) } ? nil : mutated
    }

    static let all = ofRules + ofPeers + ofNICs + ofAll
}

extension Flow {
    func at(_ priority: UInt16) -> Flow {
        var flow = self
        flow.priority = priority
        return flow
    }

    func leaving(_ field: Field) -> Flow {
        var flow = self
        flow.match.remove(field)
        return flow
    }

    func changing(_ field: Field, _ change: (UInt128) -> UInt128) -> Flow {
        guard let found = match[field] else { return self }
        var flow = self
        flow.match.set(field, change(found.value), mask: found.mask)
        return flow
    }

    /// The actions that it applies, one by one; nil takes one away.
    func acting(_ change: (Action) -> Action?) -> Flow {
        var flow = self
        flow.instructions = instructions.map { instruction in
            guard case .applyActions(let actions) = instruction else { return instruction }
            return .applyActions(actions.compactMap(change))
        }
        return flow
    }

    func setting(_ slot: Slot, as other: Slot) -> Flow {
        acting { action in
            guard case .setField(let field) = action, field.field == slot.field else { return action }
            return .setField(MatchField(other.field, field.value, mask: field.mask))
        }
    }

    func isClause(_ number: UInt8) -> Bool {
        instructions.contains { instruction in
            guard case .applyActions(let actions) = instruction else { return false }
            return actions.contains { if case .conjunction(_, number, _) = $0 { true } else { false } }
        }
    }
}
