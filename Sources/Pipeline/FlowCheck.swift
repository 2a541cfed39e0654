import NetworkTypes
public import OpenFlow

/// Holds a flow against what the pipeline declares.
///
/// The builder makes most mistakes impossible; this finds the rest, in the tests of every feature.
public enum FlowCheck {
    /// What is wrong with the flow, as sentences; nothing when it keeps to the declaration.
    public static func problems(of flow: Flow) -> [String] {
        guard let stage = Stage(table: flow.table) else { return ["table \(flow.table) belongs to no stage"] }
        var found: [String] = []
        if stage != .marker, Cookie(rawValue: flow.cookie) == nil {
            found.append("cookie \(flow.cookie) belongs to no feature")
        }
        for field in flow.match.fields { found += problems(of: field, in: stage) }
        for instruction in flow.instructions {
            switch instruction {
            case .goto(let table): found += problems(goingTo: table, from: stage)
            case .applyActions(let actions): for action in actions { found += problems(of: action, in: stage) }
            default: found.append("\(stage): only apply-actions and goto are in use")
            }
        }
        return found
    }

    private static func problems(of field: MatchField, in stage: Stage) -> [String] {
        switch field.field {
        case .inPort where stage != .classify: return ["\(stage): only classify knows input ports"]
        case .conjunctionID where stage != .rules: return ["\(stage): only rules are conjunctions"]
        case Field.ctState...Field.ctTransportDestination where !stage.knowsConnections:
            return ["\(stage): packets are not tracked there"]
        default: return registerProblems(of: field, in: stage)
        }
    }

    private static func problems(goingTo table: UInt8, from stage: Stage) -> [String] {
        guard let next = Stage(table: table), stage.leads(to: next) else {
            return ["\(stage): leads to table \(table), which is no successor"]
        }
        return []
    }

    private static func problems(of action: Action, in stage: Stage) -> [String] {
        switch action {
        case .output(let port, _) where port != .inPort && stage != .deliver:
            return ["\(stage): only deliver names output ports"]
        case .meter where stage != .classify: return ["\(stage): only classify meters"]
        case .controller(_, _, let meter):
            if stage != .guardian, stage != .services {
                return ["\(stage): only guard and services ask the controller"]
            }
            return meter == nil ? ["\(stage): what goes to the controller is metered"] : []
        case .setField(let field): return registerProblems(of: field, in: stage)
        case .move(let source, let destination): return problems(of: [source, destination], in: stage)
        case .resubmit(let port, let table):
            let isQuestion = port == nil && table == Stage.rules.table
            guard isQuestion, PolicyStages.all.contains(where: { $0.tiers.contains(stage) }) else {
                return ["\(stage): only stages of policy look up in another table, and only in that of the rules"]
            }
            return []
        case .conntrack(let conntrack): return problems(of: conntrack, in: stage)
        case .conjunction where stage != .rules: return ["\(stage): only rules are conjunctions"]
        default: return []
        }
    }

    /// A register, whole or in part, is one of the declared slots, or several.
    static func registerProblems(of field: MatchField, in stage: Stage) -> [String] {
        guard Self.registers.contains(field.field) else { return [] }
        let whole = (UInt128(1) << UInt128(field.field.bits)) - 1
        let mask = field.mask ?? whole
        let slots = Slot.all.filter { $0.field == field.field && $0.mask & mask != 0 }
        let isDeclared = slots.reduce(0) { $0 | $1.mask } == mask
        return isDeclared ? [] : ["\(stage): \(field.field.name) is used outside its declared slots"]
    }

    static let registers = Set((0..<16).map(Field.register) + [.metadata])
}

extension Stage {
    /// Whether what connection tracking says of a packet is there to be matched.
    fileprivate var knowsConnections: Bool {
        self == .rules
            || PolicyStages.all.contains { ($0.tiers + [$0.peers, $0.verdict, $0.commit, $0.after]).contains(self) }
    }
}
