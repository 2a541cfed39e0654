import NetworkTypes
import OpenFlow
import Pipeline

/// Packets in fragments, in the stages of a NIC's policy.
///
/// A first fragment is judged as every packet, by what the connection's first packet showed. Later ones show nothing: they pass
/// the rules, and all fragments go through connection tracking again, which holds later ones until the first has come, and so
/// for ever where that was dropped.
struct FragmentFlows {
    private let stages: PolicyStages
    private let cookie: Cookie

    init(_ stages: PolicyStages, _ cookie: Cookie) {
        self.stages = stages
        self.cookie = cookie
    }

    var flows: [EncodedFlow] {
        [EtherType.ipv4, EtherType.ipv6].flatMap { family in
            [
                flow(stages.guardTier, 290, family).matchingValidConnection().matchingLaterFragment().going(
                    to: stages.commit),
                // No rule was asked about it. A label that the connection has stays.
                flow(stages.commit, 220, family).matchingValidConnection().matchingLaterFragment().committing(
                    isLabelled: false),
                flow(stages.commit, 210, family).matching(connection: [.tracked, .new], not: [.invalid])
                    .matchingFragment().committing(isLabelled: true),
                flow(stages.commit, 200, family).matchingValidConnection().matchingFragment()
                    .committing(isLabelled: false),
            ]
        }
    }

    private func flow(_ stage: Stage, _ priority: UInt16, _ family: UInt16) -> FlowBuilder {
        FlowBuilder(stage, priority: priority, cookie: cookie).matching(etherType: family)
    }
}
