import Pipeline

/// What a stage of a NIC's policy is for; both sides have one of each.
enum PolicyPart: CaseIterable, Hashable, Sendable {
    case track, connect, peers, guardTier, tenantTier, baselineTier, verdict, commit

    func stage(of side: PolicySide) -> Stage {
        let stages = side.stages
        return switch self {
        case .track: stages.track
        case .connect: stages.connect
        case .peers: stages.peers
        case .guardTier: stages.guardTier
        case .tenantTier: stages.tenantTier
        case .baselineTier: stages.baselineTier
        case .verdict: stages.verdict
        case .commit: stages.commit
        }
    }
}

extension PolicySide {
    /// The side whose policy a stage belongs to, by the stage's name; nil for all others.
    init?(ofStage name: String) {
        let side = Self.allCases.first { side in
            PolicyPart.allCases.contains { $0.stage(of: side).rawValue == name }
        }
        guard let side else { return nil }
        self = side
    }
}
