import OpenFlow
import Pipeline

/// What a rule of a group leaves in a register when it matches, in the order in which stages of verdict look: any that allows,
/// else any that rejects, else any that denies (INTERFACE.md 1.8).
enum RuleMark: Int, CaseIterable, Hashable, Comparable, Sendable {
    case allow
    case reject
    case deny

    /// Where the rule's number stands.
    private var slot: Slot {
        switch self {
        case .allow: .allowingRule
        case .reject: .rejectingRule
        case .deny: .denyingRule
        }
    }

    /// What the actions of a flow say; nil where they say nothing.
    init?(_ flow: Flow) {
        let fields = flow.instructions.flatMap { instruction -> [MatchField] in
            guard case .applyActions(let actions) = instruction else { return [] }
            return actions.compactMap { if case .setField(let field) = $0 { field } else { nil } }
        }
        guard
            let mark = Self.allCases.first(where: { mark in
                fields.contains { $0.field == mark.slot.field && $0.value & mark.slot.mask != 0 }
            })
        else { return nil }
        self = mark
    }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    var verdict: Decision.Verdict {
        switch self {
        case .allow: .allow
        case .reject: .reject
        case .deny: .deny
        }
    }

    /// What the rule does, of a packet.
    var word: String {
        switch self {
        case .allow: "allows it"
        case .reject: "rejects it"
        case .deny: "denies it"
        }
    }
}
