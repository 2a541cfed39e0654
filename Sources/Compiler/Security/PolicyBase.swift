import NetworkTypes
import OpenFlow
import Pipeline

/// The stages of policy as every host has them, whoever's NICs it serves.
struct PolicyBase {
    let cookie: Cookie

    var flows: [EncodedFlow] {
        var flows = [flow(.rules, 0).dropping()]
        for stages in PolicyStages.all {
            flows += misses(stages)
            flows += invalid(stages)
            flows += ImplicitRows(stages.side, cookie).flows
            flows += Self.families.map { flow(stages.connect, 100).matching(etherType: $0).tracking() }
            flows += withinLinks(stages)
            flows += beforeRules(stages)
            flows += verdict(stages)
            flows += commit(stages)
            flows += FragmentFlows(stages, cookie).flows
        }
        return flows
    }

    private static let families = [EtherType.ipv4, EtherType.ipv6]

    private func flow(_ stage: Stage, _ priority: UInt16) -> FlowBuilder {
        FlowBuilder(stage, priority: priority, cookie: cookie)
    }

    /// What connection tracking does not take for a part of a connection goes no further, wherever that hands packets on.
    private func invalid(_ stages: PolicyStages) -> [EncodedFlow] {
        [stages.peers, stages.after].map { flow($0, 1000).matching(connection: [.invalid]).dropping() }
    }

    private func misses(_ stages: PolicyStages) -> [EncodedFlow] {
        [
            flow(stages.connect, 0).going(to: stages.after),
            flow(stages.peers, 0).going(to: stages.guardTier),
            flow(stages.guardTier, 0).going(to: stages.tenantTier),
            flow(stages.tenantTier, 0).going(to: stages.baselineTier),
            flow(stages.baselineTier, 0).going(to: stages.verdict),
            flow(stages.commit, 0).going(to: stages.after),
        ]
    }

    /// Addresses that no router forwards are inside, whatever networks there are (RFC 6890): this network, loopback,
    /// link-local, multicast, broadcast.
    private func withinLinks(_ stages: PolicyStages) -> [EncodedFlow] {
        let v4: [(UInt32, Int)] = [(0, 8), (127 << 24, 8), (0xa9fe_0000, 16), (0xe000_0000, 4), (0xffff_ffff, 32)]
        let v6: [(UInt128, Int)] = [(0, 128), (1, 128), (0xfe80 << 112, 10), (0xff << 120, 8)]
        var prefixes = v4.map { IPPrefix(containing: .v4(IPv4Address(rawValue: $0.0)), length: $0.1) }
        prefixes += v6.map { IPPrefix(containing: .v6(IPv6Address(rawValue: $0.0)), length: $0.1) }
        return prefixes.map { prefix in
            flow(stages.peers, 40)
                .matching(etherType: prefix.address.isV4 ? EtherType.ipv4 : EtherType.ipv6)
                .matching(prefix.match(stages.side))
                .setting(.peerIsInside, 1)
                .going(to: stages.guardTier)
        }
    }

    /// What no rule is asked about.
    private func beforeRules(_ stages: PolicyStages) -> [EncodedFlow] {
        let lasting = MatchField(.ctLabel, ConnectionLabel.persistsMask, mask: ConnectionLabel.persistsMask)
        var flows = [
            // Errors that belong to a connection live with it.
            flow(stages.guardTier, 280).matching(connection: [.tracked, .related]).going(to: stages.after),
            flow(stages.guardTier, 270).matching(connection: [.tracked, .established]).matching(lasting)
                .going(to: stages.commit),
        ]
        // TCP begins with SYN.
        flows += Self.families.map { family in
            flow(stages.guardTier, 260).matching(connection: [.tracked, .new]).matching(.picksUp, 0)
                .matching(etherType: family).matching(.ipProtocol, 6).matching(.tcpFlags, 0, mask: 2).dropping()
        }
        return flows
    }

    /// Any rule that allows, else any that rejects, else any that denies, else the default.
    private func verdict(_ stages: PolicyStages) -> [EncodedFlow] {
        func undecided() -> FlowBuilder {
            var flow = flow(stages.verdict, 300)
            for slot in Slot.verdicts { flow = flow.matching(slot, 0) }
            return flow
        }
        return [
            undecided().matching(.defaultDenies, 0).going(to: stages.commit),
            undecided().matching(.defaultDenies, 1).dropping(),
            flow(stages.verdict, 200).matching(.allowingRule, 0).matching(.rejectingRule, 0).dropping(),
            // Rejected: a drop of its own.
            flow(stages.verdict, 100).matching(.allowingRule, 0).dropping(),
            flow(stages.verdict, 0).going(to: stages.commit),
        ]
    }

    private func commit(_ stages: PolicyStages) -> [EncodedFlow] {
        Self.families.map { family in
            flow(stages.commit, 100).matching(connection: [.tracked, .new]).matching(etherType: family)
                .committing(isLabelled: true)
        }
    }
}
