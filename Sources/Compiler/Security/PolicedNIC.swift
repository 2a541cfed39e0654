import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// A NIC whose connections are tracked and judged: it is in a group, or what its tenant states keeps something from it.
///
/// Priorities in the stages of tracking: 100, below what passes without being tracked; in the tiers: 100, below what no rule is asked about.
struct PolicedNIC {
    /// What counts where no rule decides.
    struct Default: Hashable {
        /// Connections that the NIC opens are dropped; those that others open to it.
        let deniesOpened: Bool
        let deniesAccepted: Bool

        /// For what is switched within a network.
        ///
        /// - Parameter isOwnNetwork: only NICs of the same tenant are in the network. Elsewhere "the own tenant only" admits
        ///   nobody by default.
        init(_ stated: SecurityDefault, isOwnNetwork: Bool) {
            func denies(_ reach: SecurityDefault.Reach) -> Bool {
                switch reach {
                case .allow: false
                case .tenant: !isOwnNetwork
                case .deny: true
                }
            }
            deniesOpened = denies(stated.egress)
            deniesAccepted = denies(stated.sameNetwork)
        }
    }

    let number: UInt32
    /// Its port on its host, which is the number of its connection-tracking zone too.
    let port: PortNumber
    /// Numbers of the groups that it is in; those of the baseline tier only where the tenant states no default.
    let groups: [SecurityTier: [UInt32]]
    let byDefault: Default
    /// Connections that its host has not seen the beginning of are taken up in the middle: it has just come there.
    let picksUp: Bool

    func add(to flows: inout [EncodedFlow], cookie: Cookie) {
        for stages in PolicyStages.all {
            flows.append(tracking(stages, cookie))
            for (tier, stage) in zip(SecurityTier.allCases, stages.tiers) {
                for opener in PolicySide.allCases { question(tier, stage, stages, opener, cookie, to: &flows) }
            }
        }
    }

    /// The NIC's packets, among those of all.
    private func own(_ stage: Stage, _ side: PolicySide, _ cookie: Cookie) -> FlowBuilder {
        FlowBuilder(stage, priority: 100, cookie: cookie)
            .matching(side == .egress ? .sourceNIC : .destination, UInt64(number))
    }

    /// Into the NIC's zone. Where it receives, nothing is left of what the sender's policy knew.
    private func tracking(_ stages: PolicyStages, _ cookie: Cookie) -> EncodedFlow {
        precondition(port.rawValue > 0 && port <= NICMeter.maximumPort, "a NIC's port number has 16 bits")
        let known: [(slot: Slot, value: UInt64)] = Slot.ofOneSide.compactMap { slot in
            let value: UInt64 =
                switch slot {
                case .isIngress: stages.side == .ingress ? 1 : 0
                case .picksUp: picksUp ? 1 : 0
                default: 0
                }
            // What a NIC sends begins with zeros.
            return stages.side == .egress && value == 0 ? nil : (slot, value)
        }
        return own(stages.track, stages.side, cookie)
            .setting(known + [(.zone, UInt64(port.rawValue))])
            .going(to: stages.connect)
    }

    /// Asks each group of a tier while no tier before has decided.
    ///
    /// - Parameter opener: the side of the connection's first packet, seen from the NIC: its egress rules are for connections
    ///   that it opens, and for the answers to those.
    private func question(
        _ tier: SecurityTier, _ stage: Stage, _ stages: PolicyStages, _ opener: PolicySide, _ cookie: Cookie,
        to flows: inout [EncodedFlow]
    ) {
        let groups = groups[tier] ?? []
        let denies = opener == .egress ? byDefault.deniesOpened : byDefault.deniesAccepted
        let isLast = tier == .baseline && denies
        guard !groups.isEmpty || isLast else { return }
        var flow = own(stage, stages.side, cookie)
            .matching(connection: opener == stages.side ? [] : [.reply], not: opener == stages.side ? [.reply] : [])
        if tier != .guard { for slot in Slot.verdicts { flow = flow.matching(slot, 0) } }
        for group in groups { flow = flow.asking(group, opener) }
        if isLast { flow = flow.setting(.defaultDenies, 1) }
        flows.append(flow.going(to: stages.next(after: stage)))
    }
}

extension PolicyStages {
    fileprivate func next(after stage: Stage) -> Stage {
        stage == guardTier ? tenantTier : stage == tenantTier ? baselineTier : verdict
    }
}
