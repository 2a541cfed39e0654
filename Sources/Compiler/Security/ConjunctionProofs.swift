import OpenFlow
import Pipeline

/// What Open vSwitch asks of conjunctions and does not check, and what the order of rules rests on: looked at in all flows of a
/// group whenever it is compiled.
struct ConjunctionProofs {
    private var keys: Set<FlowKey> = []
    private var conjunctions: [UInt32: Conjunction] = [:]
    /// Which fragment has a priority of a group's list.
    private var ranks: [Rank: UInt64] = [:]
    /// What is wrong, as sentences.
    private(set) var problems: [String] = []

    private struct Rank: Hashable {
        let list: UInt128?
        let priority: UInt16
    }

    private struct Conjunction {
        let rank: Rank
        let cookie: UInt64
        var clauses: Set<UInt8> = []
        /// Of how many clauses each of them says that there are.
        var counts: Set<UInt8> = []
        /// Flows that do what the conjunction is for.
        var conclusions = 0
    }

    /// - Parameter flows: those of the table of the rules, of any number of groups.
    init(_ flows: some Sequence<EncodedFlow>) {
        for flow in flows { read(flow) }
        for (id, conjunction) in conjunctions.sorted(by: { $0.key < $1.key }) { conclude(id, conjunction) }
    }

    private mutating func read(_ encoded: EncodedFlow) {
        let flow = encoded.decoded()
        if flow.table != Stage.rules.table { problems.append("`\(flow)` is in another table than the rules") }
        if !keys.insert(encoded.key).inserted { problems.append("two flows have the match of `\(flow)`") }
        let rank = Rank(list: flow.match[Slot.judgedGroup.field]?.value, priority: flow.priority)
        if rank.list == nil { problems.append("`\(flow)` is for every group") }
        if let other = ranks.updateValue(flow.cookie, forKey: rank), other != flow.cookie {
            problems.append("two rules of a group have priority \(flow.priority)")
        }
        let clauses = flow.clauses
        if let id = flow.match[.conjunctionID]?.value {
            if !clauses.isEmpty { problems.append("`\(flow)` is a clause of what it concludes") }
            note(UInt32(id), rank, flow, nil)
        }
        for clause in clauses { note(clause.id, rank, flow, clause) }
        if !clauses.isEmpty, clauses.count != flow.actions.count {
            problems.append("`\(flow)` is a clause and does something else besides")
        }
    }

    private mutating func note(_ id: UInt32, _ rank: Rank, _ flow: Flow, _ clause: Flow.Clause?) {
        var known = conjunctions[id] ?? Conjunction(rank: rank, cookie: flow.cookie)
        if known.rank.priority != rank.priority { problems.append("conjunction \(id) has flows of several priorities") }
        if known.rank.list != rank.list || known.cookie != flow.cookie {
            problems.append("conjunction \(id) is that of several rules")
        }
        if let clause {
            known.clauses.insert(clause.number)
            known.counts.insert(clause.count)
        } else {
            known.conclusions += 1
        }
        conjunctions[id] = known
    }

    private mutating func conclude(_ id: UInt32, _ conjunction: Conjunction) {
        let count = conjunction.counts.max() ?? 0
        if conjunction.counts.count != 1 || conjunction.clauses != Set(0..<count) {
            problems.append(
                "conjunction \(id) has the clauses \(conjunction.clauses.sorted()) of \(conjunction.counts.sorted())")
        }
        if conjunction.conclusions != 1 {
            problems.append("conjunction \(id) has \(conjunction.conclusions) flows for what it does, not one")
        }
    }
}

extension Flow {
    fileprivate struct Clause {
        let id: UInt32
        let number: UInt8
        let count: UInt8
    }

    fileprivate var actions: [Action] {
        instructions.flatMap { instruction -> [Action] in
            if case .applyActions(let actions) = instruction { actions } else { [] }
        }
    }

    fileprivate var clauses: [Clause] {
        actions.compactMap { action in
            guard case .conjunction(let id, let number, let count) = action else { return nil }
            return Clause(id: id, number: number, count: count)
        }
    }
}
