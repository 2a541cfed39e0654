import OpenFlow

/// The flows of one table, highest priority first.
struct FlowTable: Sendable {
    private var flows: [InstalledFlow] = []

    init(_ flows: [Flow]) {
        self.flows = flows.map(InstalledFlow.init).sorted { $0.flow.priority > $1.flow.priority }
    }

    struct Lookup {
        var found: InstalledFlow?
        /// Another flow of the same priority that does something else.
        var rival: InstalledFlow?
    }

    /// The flow that a packet meets. Conjunctions as Open vSwitch's classifier resolves them: where clause flows of a
    /// priority complete a conjunction, the packet is looked up once more with that `conj_id`.
    func lookup(_ fields: FieldValues) -> Lookup {
        var start = 0
        while start < flows.count {
            let priority = flows[start].flow.priority
            var completed: [UInt32: (seen: Set<UInt8>, count: UInt8)] = [:]
            var lookup = Lookup()
            var index = start
            while index < flows.count, flows[index].flow.priority == priority {
                defer { index += 1 }
                let candidate = flows[index]
                guard candidate.matches(fields) else { continue }
                guard candidate.clauses.isEmpty else {
                    for clause in candidate.clauses {
                        completed[clause.id, default: ([], clause.count)].seen.insert(clause.number)
                    }
                    continue
                }
                guard let found = lookup.found else {
                    lookup.found = candidate
                    continue
                }
                if lookup.rival == nil, candidate.flow.instructions != found.flow.instructions {
                    lookup.rival = candidate
                }
            }
            if lookup.found != nil { return lookup }
            if let conjunction = resolve(completed, fields) { return conjunction }
            start = index
        }
        return Lookup()
    }

    /// A conjunction without a flow for its `conj_id` counts as no match.
    private func resolve(_ completed: [UInt32: (seen: Set<UInt8>, count: UInt8)], _ fields: FieldValues) -> Lookup? {
        let ids = completed.filter { $0.value.seen.count == Int($0.value.count) }.keys.sorted()
        for id in ids {
            var fields = fields
            fields[.conjunctionID] = UInt128(id)
            guard let found = flows.first(where: { $0.clauses.isEmpty && $0.matches(fields) }) else { continue }
            return Lookup(found: found)
        }
        return nil
    }
}
