/// Which actions may stand in which others, and beside which.
struct NestingCheck {
    /// `standalone`: actions of no flow, which buckets and packet-outs have.
    enum Outer { case none, conntrack, clone, standalone }

    let outer: Outer

    func refusal(_ actions: [Action]) -> Refusal? {
        for action in actions {
            if case .conjunction = action { return Self.refusal(conjunction: actions) }
            if let refusal = refusal(action) { return refusal }
        }
        return nil
    }

    /// A flow with conjunctions has nothing else, but notes.
    private static func refusal(conjunction actions: [Action]) -> Refusal? {
        for action in actions {
            switch action {
            case .conjunction, .note: break
            default:
                return Refusal(
                    .badConjunction, "conjunction", expected: "conjunctions and notes alone", found: action.description)
            }
        }
        return nil
    }

    private func refusal(_ action: Action) -> Refusal? {
        let written = action.written
        let isTracking = written == .ctMark || written == .ctLabel
        if isTracking, outer != .conntrack {
            return refusal(.badSetArgument, action, "this inside of ct(exec(…)) only")
        }
        if case .nat = action {
            return outer == .conntrack ? nil : refusal(.badSetArgument, action, "this inside of ct only")
        }
        if case .writeMetadata = action, outer != .none, outer != .conntrack {
            return refusal(.unsupportedInstruction, action, "this among the actions of a flow")
        }
        if outer == .conntrack, !isTracking {
            return refusal(.badActionArgument, action, "nat, and actions that set ct_mark and ct_label")
        }
        return nil
    }

    /// Of what write-actions holds Open vSwitch asks only this.
    static func refusal(actionSet actions: [Action]) -> Refusal? {
        for action in actions where !action.isOfActionSets {
            return Refusal(
                .badActionType, action.description, expected: "an action that action sets have", found: "another")
        }
        return nil
    }

    private func refusal(_ code: Refusal.Code, _ action: Action, _ expected: String) -> Refusal {
        Refusal(code, action.description, expected: expected, found: "it elsewhere")
    }
}

extension Action {
    /// The field that set-field and move write.
    fileprivate var written: Field? {
        switch self {
        case .setField(let field): field.field
        case .setTunnelMetadata(let metadata): metadata.field
        case .move(_, let destination): destination.field
        default: nil
        }
    }

    /// Whether write-actions may hold it.
    fileprivate var isOfActionSets: Bool {
        switch self {
        case .output, .group, .resubmit, .resubmitOriginal, .conntrack, .clearConntrack, .setField, .setTunnelMetadata,
            .move, .pushVLAN, .popVLAN, .pushMPLS,
            .popMPLS, .setMPLSTTL, .decrementMPLSTTL, .setTTL, .decrementTTL, .decrementTTLForControllers, .setQueue,
            .setTunnel, .encap, .decap, .decrementNSHTTL:
            true
        default: false
        }
    }
}
