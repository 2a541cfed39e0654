import OpenFlow
import Pipeline

extension PolicyMutation {
    /// Mistakes in the table of the rules.
    static let ofRules: [PolicyMutation] = [
        PolicyMutation("all rules have one priority", in: [.rules]) { $0.at($0.priority == 0 ? 0 : 60_000) },
        PolicyMutation("the last rule that matches counts", in: [.rules]) {
            $0.at($0.priority == 0 ? 0 : 1 + (60_000 - $0.priority))
        },
        PolicyMutation("conjunctions lack a clause of the second kind", in: [.rules]) {
            $0.isClause(1) && $0.priority == 60_000 ? nil : $0
        },
        PolicyMutation("clauses of the first kind count as the second", in: [.rules]) { flow in
            flow.acting { action in
                guard case .conjunction(let id, 0, let count) = action else { return action }
                return .conjunction(id: id, clause: 1, count: count)
            }
        },
        PolicyMutation("conjunctions do nothing", in: [.rules]) { $0.match[.conjunctionID] == nil ? $0 : nil },
        PolicyMutation("what conjunctions do has a lower priority than what comes after", in: [.rules]) {
            $0.match[.conjunctionID] == nil ? $0 : $0.at(5)
        },
        PolicyMutation("rules for one direction count for the other", in: [.rules]) {
            $0.changing(Slot.judgedGroup.field) { $0 ^ 1 }
        },
        PolicyMutation("rules of one group count for all", in: [.rules]) { $0.leaving(Slot.judgedGroup.field) },
        PolicyMutation("rules are for every port", in: [.rules]) { $0.leaving(.ctTransportDestination) },
        PolicyMutation("ranges of ports end too early", in: [.rules]) { flow in
            flow.match[.ctTransportDestination] == MatchField(.ctTransportDestination, 2000) ? nil : flow
        },
        PolicyMutation("ports are those of the sender", in: [.rules]) { flow in
            guard let port = flow.match[.ctTransportDestination] else { return flow }
            var flow = flow.leaving(.ctTransportDestination)
            flow.match.set(.ctTransportSource, port.value, mask: port.mask)
            return flow
        },
        PolicyMutation("rules about TCP are about UDP", in: [.rules]) {
            $0.changing(.ctProtocol) { $0 == 6 ? 17 : $0 }
        },
        PolicyMutation("the type of ICMP does not count", in: [.rules]) { flow in
            flow.match[.ctProtocol].map { [1, 58].contains($0.value) } == true ? flow.leaving(.ctTransportSource) : flow
        },
        PolicyMutation("the type of ICMP is that of the packet: answers have another", in: [.rules]) { flow in
            guard let type = flow.match[.ctTransportSource], flow.match[.etherType]?.value == 0x0800 else {
                return flow
            }
            var flow = flow.leaving(.ctTransportSource)
            flow.match.set(.ipProtocol, 1)
            flow.match.set(.icmpv4Type, type.value)
            return flow
        },
        PolicyMutation("rules are about new connections alone", in: [.rules]) { flow in
            guard flow.match[.ctState] != nil else { return flow }
            var flow = flow
            flow.match.set(.ctState, 0x21, mask: 0x31)
            return flow
        },
        PolicyMutation("a rule that passes on does not end its group", in: [.rules]) {
            $0.instructions.isEmpty && $0.priority > 0 ? nil : $0
        },
        PolicyMutation("what is denied is allowed", in: [.rules]) { $0.setting(.denyingRule, as: .allowingRule) },
        PolicyMutation("what is rejected is denied", in: [.rules]) { $0.setting(.rejectingRule, as: .denyingRule) },
    ]

    /// Mistakes in who the other end is.
    static let ofPeers: [PolicyMutation] = [
        PolicyMutation("prefixes count where the NIC sends alone", in: [.rules]) {
            $0.match[.ipv4Source] == nil && $0.match[.ipv6Source] == nil ? $0 : nil
        },
        PolicyMutation("prefixes are those of the NIC itself", in: [.rules]) {
            $0.match[.ipv4Source] ?? $0.match[.ipv4Destination] == nil ? $0 : $0.changing(.register(2)) { $0 ^ 8 }
        },
        PolicyMutation("prefixes are whole addresses", in: [.rules]) { flow in
            guard let prefix = flow.match[.ipv4Destination], prefix.mask != nil else { return flow }
            var flow = flow
            flow.match.set(.ipv4Destination, prefix.value)
            return flow
        },
        PolicyMutation("who the other end is does not count", in: [.rules]) {
            $0.leaving(Slot.peerIdentityHigh.field).leaving(Slot.peerIdentityLow.field)
        },
        PolicyMutation("what is external is inside", in: [.rules]) {
            $0.match[.register(2)]?.mask == 4 ? $0.changing(.register(2)) { $0 ^ 4 } : $0
        },
        PolicyMutation("one network is every network", in: [.rules]) { $0.leaving(.metadata) },
        PolicyMutation("whoever is in a network counts, known or not", in: [.rules]) {
            $0.match[.register(2)]?.mask == 2 ? $0.leaving(.register(2)) : $0
        },
        PolicyMutation("addresses are known in every network", in: [.egressPeers, .ingressPeers]) { flow in
            flow.priority == 100 ? flow.leaving(.metadata) : flow
        },
        PolicyMutation("receivers look for who receives", in: [.ingressPeers]) { flow in
            var flow = flow
            for (from, to) in [(Field.ipv4Source, Field.ipv4Destination), (.ipv6Source, .ipv6Destination)] {
                guard let field = flow.match[from] else { continue }
                flow = flow.leaving(from)
                flow.match.set(to, field.value, mask: field.mask)
            }
            return flow
        },
        PolicyMutation("subnets are outside", in: [.egressPeers, .ingressPeers]) { $0.priority == 50 ? nil : $0 },
        PolicyMutation("link-local addresses are outside", in: [.egressPeers, .ingressPeers]) {
            $0.priority == 40 ? nil : $0
        },
        PolicyMutation("NICs have no identity", in: [.egressPeers, .ingressPeers]) { flow in
            flow.acting { action in
                guard case .setField(let field) = action else { return action }
                return field.field == Slot.peerIdentityLow.field ? nil : action
            }
        },
    ]
}
