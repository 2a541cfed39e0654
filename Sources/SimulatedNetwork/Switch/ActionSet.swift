import OpenFlow

/// OpenFlow's action set: what write-actions gather and what a bucket holds (OpenFlow 1.5.1 section 5.6).
struct ActionSet {
    private var actions: [Action] = []

    init(_ actions: [Action] = []) { self.actions = actions }

    mutating func write(_ more: [Action]) { actions += more }
    mutating func clear() { actions = [] }

    /// The actions in the order in which Open vSwitch executes a set (`ofpacts_execute_action_set`): the last pop, push and
    /// TTL change, then field changes as they were written, then one way out: group before output before resubmit.
    var ordered: [Action] {
        var result: [Action] = []
        func last(_ isWanted: (Action) -> Bool) -> Action? { actions.last(where: isWanted) }
        for isWanted in [Self.isPop, Self.isPush, Self.isTimeToLive] {
            if let action = last(isWanted) { result.append(action) }
        }
        result += actions.filter(Self.isChange)
        for isWanted in [Self.isGroup, Self.isOutput, Self.isResubmit, Self.isConntrack] {
            guard let action = last(isWanted) else { continue }
            return result + [action]
        }
        // Without a way out the set does nothing.
        return []
    }

    private static func isPop(_ action: Action) -> Bool { if case .popVLAN = action { true } else { false } }
    private static func isPush(_ action: Action) -> Bool { if case .pushVLAN = action { true } else { false } }
    private static func isTimeToLive(_ action: Action) -> Bool {
        if case .decrementTTL = action { true } else { false }
    }
    private static func isChange(_ action: Action) -> Bool {
        switch action {
        case .setField, .move, .setQueue: true
        default: false
        }
    }
    private static func isGroup(_ action: Action) -> Bool { if case .group = action { true } else { false } }
    private static func isOutput(_ action: Action) -> Bool { if case .output = action { true } else { false } }
    private static func isResubmit(_ action: Action) -> Bool { if case .resubmit = action { true } else { false } }
    private static func isConntrack(_ action: Action) -> Bool { if case .conntrack = action { true } else { false } }
}
