import NetworkTypes
import OpenFlow
import Pipeline

/// A mistake that a compiler could make, made to what it emits.
struct Mutation: Sendable, CustomStringConvertible {
    let name: String
    let apply: @Sendable (inout [String: HostProgram]) -> Void

    var description: String { name }

    /// A mistake in every flow, or in all of some stage.
    init(_ name: String, in stage: Stage, _ change: @escaping @Sendable (Flow) -> Flow?) {
        self.name = name
        apply = { programs in
            programs = programs.mapValues { program in
                var program = program
                program.flows = program.flows.compactMap { $0.table == stage.table ? change($0) : $0 }.withoutDoubles
                return program
            }
        }
    }

    init(_ name: String, groups change: @escaping @Sendable (Group) -> Group) {
        self.name = name
        apply = { programs in
            programs = programs.mapValues { program in
                var program = program
                program.groups = program.groups.map(change)
                return program
            }
        }
    }

    /// A mistake in who gets what.
    init(_ name: String, programs apply: @escaping @Sendable (inout [String: HostProgram]) -> Void) {
        self.name = name
        self.apply = apply
    }

    /// The compiled programs with the mistake, or nil where there was nothing to get wrong.
    func applied(to programs: [String: HostProgram]) -> [String: HostProgram]? {
        var mutated = programs
        apply(&mutated)
        return mutated == programs ? nil : mutated
    }
}

extension Array where Element == Flow {
    /// A switch holds one flow of a key: the last one that was added.
    fileprivate var withoutDoubles: [Flow] {
        var keys: Set<FlowKey> = []
        return reversed().filter { keys.insert(EncodedFlow($0).key).inserted }.reversed()
    }
}

extension Flow {
    func without(_ fields: Field...) -> Flow {
        var flow = self
        for field in fields { flow.match.remove(field) }
        return flow
    }

    func with(priority: UInt16) -> Flow {
        var flow = self
        flow.priority = priority
        return flow
    }

    func has(_ field: Field) -> Bool { match[field] != nil }
    func has(_ field: Field, _ value: UInt128) -> Bool { match[field]?.value == value }

    /// From the unspecified address alone, and not from a prefix that covers it.
    var isAboutDetections: Bool { has(.ipv6Source, 0) && match[.ipv6Source]?.mask == nil && has(.icmpv6Type, 135) }

    var isDrop: Bool { instructions.isEmpty }

    /// The actions that it applies, changed one by one; nil takes one away.
    func changing(_ change: (Action) -> Action?) -> Flow {
        var flow = self
        flow.instructions = instructions.map { instruction in
            guard case .applyActions(let actions) = instruction else { return instruction }
            return .applyActions(actions.compactMap(change))
        }
        return flow
    }

    /// Matches on what stood under another field.
    func exchanging(_ from: Field, for to: Field) -> Flow {
        guard let found = match[from] else { return self }
        var flow = without(from)
        flow.match.set(to, found.value, mask: found.mask)
        return flow
    }
}
