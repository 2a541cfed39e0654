import Pipeline
import Policy
import PolicyMeaning
import Topology

/// What tables decided on a packet's way, held against what the documents mean.
struct Deciding {
    private(set) var decisions: [Decision] = []
    /// Where the two do not agree.
    private(set) var faults: [String] = []

    /// - Parameter judgement: what the documents mean.
    init(_ journey: Journey, _ judgement: Judgement, _ scene: Scene, _ opinion: SecondOpinion) {
        for side in PolicySide.allCases {
            guard let meant = side == .egress ? judgement.egress : judgement.ingress else { continue }
            let done = TableVerdict(journey, side)
            // A packet that was lost before a policy was not judged by it.
            if !journey.isDelivered, !done.isReached { continue }
            let nic = scene.ends(side).own
            let direction: Decision.Direction = side == .egress ? .egress : .ingress
            let decision = done.decision(direction, nic, meant, opinion)
            decisions.append(decision)
            note(decision, done, meant)
        }
    }

    private mutating func note(_ decision: Decision, _ done: TableVerdict, _ meant: Judgement.Side) {
        let says = "the documents mean \(meant)"
        if decision.verdict.rawValue != meant.verdict.rawValue {
            faults.append(
                "\(decision.direction.rawValue) of \(decision.nic): tables say \(decision.verdict.rawValue), \(says)")
        } else if let origin = done.rule?.origin, case .rules(let rules) = meant.reason {
            guard !rules.contains(where: { $0.rule.position == origin.position }) else { return }
            faults.append(
                "\(decision.direction.rawValue) of \(decision.nic): tables follow the rule at \(origin.position), \(says)"
            )
        }
    }
}

/// What the stages of one side's policy did.
struct TableVerdict {
    /// The rule that counts.
    let rule: Passage?
    let isReached: Bool
    let isDropped: Bool

    init(_ journey: Journey, _ side: PolicySide) {
        var marked: [(RuleMark, Passage)] = []
        var current: PolicySide?
        var isReached = false
        for passage in journey.passages {
            if passage.stage == Stage.rules.rawValue {
                if current == side, let mark = passage.mark { marked.append((mark, passage)) }
            } else {
                current = PolicySide(ofStage: passage.stage)
                if current == side { isReached = true }
            }
        }
        rule = marked.min { $0.0 < $1.0 }?.1
        self.isReached = isReached
        if case .dropped(let stage, _, _, _) = journey.outcome {
            isDropped = PolicySide(ofStage: stage) == side
        } else {
            isDropped = false
        }
    }

    func decision(
        _ direction: Decision.Direction, _ nic: NICID, _ meant: Judgement.Side, _ opinion: SecondOpinion
    ) -> Decision {
        let verdict: Decision.Verdict = isDropped ? (rule?.mark == .reject ? .reject : .deny) : .allow
        if let rule, let mark = rule.mark {
            let text = Self.rules(meant).first { $0.rule.position == rule.origin?.position }.map(Self.text)
            return Decision(
                direction: direction, nic: nic, verdict: isDropped ? verdict : mark.verdict, basis: .rule,
                text: text ?? rule.owner.map { "\($0)" } ?? rule.meaning, origin: rule.origin)
        }
        guard verdict.rawValue == meant.verdict.rawValue else {
            return Decision(
                direction: direction, nic: nic, verdict: verdict, basis: .byDefault, text: "no rule of the tables",
                origin: nil)
        }
        let (basis, text, origin) = Self.account(meant, nic, direction, opinion)
        return Decision(direction: direction, nic: nic, verdict: verdict, basis: basis, text: text, origin: origin)
    }

    private static func rules(_ side: Judgement.Side) -> [Judgement.DecidingRule] {
        if case .rules(let rules) = side.reason { rules } else { [] }
    }

    private static func account(
        _ side: Judgement.Side, _ nic: NICID, _ direction: Decision.Direction, _ opinion: SecondOpinion
    ) -> (Decision.Basis, String, Origin?) {
        switch side.reason {
        case .implicit(let row): return (.implicit, "\(row.rawValue) always passes", nil)
        case .rules(let rules):
            let first = rules.first
            return (.rule, first.map(text) ?? "a rule", first.map { Origin($0.document, $0.rule.position) })
        case .byDefault(let reach, let position):
            // A trace is within one network, where `same-network` stands in the place of `ingress`.
            let key = direction == .egress ? "egress" : "same-network"
            let stated = position == nil ? ", which is not stated" : ""
            return (
                .byDefault, "default of \(nic.tenant): \(key): \(reach.rawValue)\(stated)",
                opinion.defaultOrigin(of: nic.tenant)
            )
        }
    }

    private static func text(_ deciding: Judgement.DecidingRule) -> String {
        let tier = deciding.tier.map { " (\($0.rawValue) tier)" } ?? ""
        return "\(deciding.rule.verdict.rawValue): \(deciding.rule.protocols), \(deciding.rule.endpoint), "
            + "in group \(deciding.document.tenant)/\(deciding.group)\(tier)"
    }
}
