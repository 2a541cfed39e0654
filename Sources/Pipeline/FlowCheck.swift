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
        if field.field == .inPort, stage != .classify { return ["\(stage): only classify knows input ports"] }
        return registerProblems(of: field, in: stage)
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
        case .setField(let field):
            return registerProblems(of: field, in: stage)
        default:
            return []
        }
    }

    /// A register, whole or in part, is one of the declared slots.
    private static func registerProblems(of field: MatchField, in stage: Stage) -> [String] {
        let registers = Set((0..<16).map(Field.register) + [.metadata])
        guard registers.contains(field.field) else { return [] }
        let whole = (UInt128(1) << UInt128(field.field.bits)) - 1
        let isDeclared = Slot.all.contains { $0.field == field.field && $0.mask == field.mask ?? whole }
        return isDeclared ? [] : ["\(stage): \(field.field.name) is used outside its declared slots"]
    }
}
