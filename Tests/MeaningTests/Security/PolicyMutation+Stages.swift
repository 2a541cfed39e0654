import OpenFlow
import Pipeline

extension PolicyMutation {
    private static let tiers = PolicyStages.all.flatMap(\.tiers)

    /// Mistakes in what is asked about a NIC's packets.
    static let ofNICs: [PolicyMutation] = [
        PolicyMutation("answers are asked about as openings are", in: tiers) { flow in
            flow.match[.ctState]?.mask == 8 ? flow.changing(.ctState) { $0 ^ 8 } : flow
        },
        PolicyMutation("answers are not asked about", in: tiers) { flow in
            flow.match[.ctState]?.mask == 8 && flow.match[.ctState]?.value == 8 ? nil : flow
        },
        PolicyMutation("only the first group of a tier is asked", in: tiers) { flow in
            var asked = 0
            return flow.acting { action in
                guard case .resubmit = action else { return action }
                asked += 1
                return asked == 1 ? action : nil
            }
        },
        PolicyMutation("the guard tier is not asked", in: [.egressGuard, .ingressGuard]) {
            $0.priority == 100 ? nil : $0
        },
        PolicyMutation("later tiers are asked too when one has decided", in: tiers) { flow in
            Slot.verdicts.reduce(flow) { $0.leaving($1.field) }
        },
        PolicyMutation("the default lets everything pass", in: tiers) { flow in
            flow.acting { action in
                guard case .setField(let field) = action else { return action }
                return field.field == Slot.defaultDenies.field ? nil : action
            }
        },
        PolicyMutation("the sender's default is the receiver's", in: [.egressBaseline, .ingressBaseline]) { flow in
            flow.match[.ctState]?.mask == 8 ? flow.changing(.ctState) { $0 ^ 8 } : flow
        },
        PolicyMutation("receivers find what senders knew", in: [.ingressTrack]) { flow in
            flow.acting { action in
                guard case .setField(let field) = action, Slot.verdicts.contains(where: { $0.field == field.field })
                else { return action }
                return nil
            }
        },
        PolicyMutation("receivers take themselves for senders", in: [.ingressTrack]) { flow in
            flow.acting { action in
                guard case .setField(let field) = action, field.field == Slot.isIngress.field else { return action }
                return .setField(MatchField(field.field, 0, mask: field.mask))
            }
        },
        PolicyMutation("receivers have no policy over IPv6", in: [.ingressConnect]) {
            $0.priority == 100 && $0.match[.etherType]?.value == 0x86dd ? nil : $0
        },
    ]

    /// Mistakes in what every host has.
    static let ofAll: [PolicyMutation] = [
        PolicyMutation("what passes without a rule does not", in: [.egressConnect, .ingressConnect]) {
            $0.priority == 200 ? nil : $0
        },
        PolicyMutation("names are resolved by anybody", in: [.egressConnect]) {
            $0.match[.udpDestination]?.value == 53 ? $0.leaving(.ipv4Destination) : $0
        },
        PolicyMutation("services are those of every network", in: [.egressConnect]) {
            $0.priority == 200 ? $0.leaving(.metadata) : $0
        },
        PolicyMutation("a rule that denies wins over one that allows", in: [.egressVerdict, .ingressVerdict]) { flow in
            flow.priority == 200 ? flow.leaving(Slot.allowingRule.field) : flow
        },
        PolicyMutation("what is denied passes", in: [.egressVerdict, .ingressVerdict]) {
            $0.priority == 200 || $0.priority == 100 ? nil : $0
        },
        PolicyMutation("new connections are not kept", in: [.egressCommit, .ingressCommit]) {
            $0.priority == 100 ? nil : $0
        },
    ]
}
