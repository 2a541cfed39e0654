import NetworkTypes
import Policy

/// The executable meaning of groups, rules, tiers and defaults on the first packet of a connection (INTERFACE.md 1.8).
///
/// It shares no code with the compiler: tests hold compiled tables against it.
public struct SecurityMeaning: Sendable {
    /// One end of a connection.
    public enum Party: Hashable, Sendable {
        case nic(BoundNIC)
        /// Whatever is behind a router's way out.
        case outside
    }

    public let resolution: Resolution

    public init(_ resolution: Resolution) { self.resolution = resolution }

    /// What the policies of both ends say of a connection's first packet, which has its way from one to the other.
    ///
    /// Replies and errors that belong to a connection are not judged: they live with it.
    /// - Parameter isRouted: it is routed or translated although both ends are NICs of one network.
    public func judge(
        _ packet: FirstPacket, from source: Party, to destination: Party, isRouted: Bool = false
    ) -> Judgement {
        precondition(source != .outside || destination != .outside, "one end of what is judged is a NIC")
        var isSwitched = false
        if case (.nic(let sender), .nic(let receiver)) = (source, destination) {
            isSwitched = sender.network == receiver.network && !isRouted
        }
        let question = { (peer: Party) in Question(packet: packet, peer: peer, isSwitched: isSwitched) }
        return Judgement(
            egress: side(.egress, of: source, question(destination)),
            ingress: side(.ingress, of: destination, question(source)))
    }

    /// What a NIC's policy is asked.
    private struct Question {
        let packet: FirstPacket
        let peer: Party
        let isSwitched: Bool
    }

    private func side(_ direction: Direction, of party: Party, _ question: Question) -> Judgement.Side? {
        guard case .nic(let nic) = party else { return nil }
        let subnets = resolution.policy.network(nic.network.name, ofTenant: nic.network.tenant)?.declaration.subnets
        let gateways = (subnets ?? []).compactMap(\.gateway)
        if let row = ImplicitRow(question.packet, direction, gateways: gateways) {
            return Judgement.Side(verdict: .allow, reason: .implicit(row))
        }
        guard case .ip(let tuple) = question.packet else { preconditionFailure("ARP is an implicit row") }
        let stated = resolution.policy.defaults(ofTenant: nic.tenant)?.declaration
        let tiers: [PolicyTier?] = stated == nil ? [.guard, nil, .baseline] : [.guard, nil]
        for tier in tiers {
            if let side = decision(of: nic, tier, direction, tuple, question) { return side }
        }
        return byDefault(stated, nic, direction, question)
    }

    // MARK: Rules

    /// What the groups of a tier decide together: any that allows, else any that rejects, else any that denies. Nil when none
    /// has a matching rule, or those that have pass it on.
    private func decision(
        of nic: BoundNIC, _ tier: PolicyTier?, _ direction: Direction, _ tuple: FirstPacket.Tuple, _ question: Question
    ) -> Judgement.Side? {
        let standpoint = Standpoint(in: nic.network, isSwitched: question.isSwitched)
        let peer = direction == .egress ? tuple.destination : tuple.source
        let first = resolution.groups(of: nic, tier: tier).compactMap { group -> Judgement.DecidingRule? in
            let rules = direction == .egress ? group.declaration.egress : group.declaration.ingress
            let match = rules.first { rule in
                rule.protocols.protocols.contains { $0.holds(tuple) }
                    && resolution.addresses(of: rule.endpoint, in: group, from: standpoint).contains(peer)
            }
            return match.map {
                Judgement.DecidingRule(tier: tier, group: group.declaration.name, document: group.document, rule: $0)
            }
        }
        for (verdict, outcome) in Self.precedence {
            let deciding = first.filter { $0.rule.verdict == verdict }
            if !deciding.isEmpty { return Judgement.Side(verdict: outcome, reason: .rules(deciding)) }
        }
        return nil
    }

    private static let precedence: [(RuleDeclaration.Verdict, Judgement.Verdict)] = [
        (.allow, .allow), (.reject, .reject), (.deny, .deny),
    ]

    // MARK: Default

    private func byDefault(
        _ stated: DefaultDeclaration?, _ nic: BoundNIC, _ direction: Direction, _ question: Question
    ) -> Judgement.Side {
        let reach =
            switch direction {
            case .egress: stated?.egress ?? .allow
            case .ingress where question.isSwitched: stated?.sameNetwork ?? .allow
            case .ingress: stated?.ingress ?? .tenant
            }
        let isAllowed =
            switch (reach, question.peer) {
            case (.allow, _): true
            case (.deny, _), (.tenant, .outside): false
            case (.tenant, .nic(let peer)): peer.tenant == nic.tenant
            }
        return Judgement.Side(verdict: isAllowed ? .allow : .deny, reason: .byDefault(reach, stated?.position))
    }
}

extension RuleProtocol {
    /// Whether the packet is of this protocol.
    fileprivate func holds(_ tuple: FirstPacket.Tuple) -> Bool {
        switch (self, tuple.transport) {
        case (.any, _): true
        case (.tcp(let ports), .tcp(_, let port)), (.udp(let ports), .udp(_, let port)): ports.contains(port)
        case (.icmp(let wanted), .icmp(let type)): tuple.source.isV4 && (wanted == nil || wanted == type)
        case (.icmp6(let wanted), .icmp(let type)): !tuple.source.isV4 && (wanted == nil || wanted == type)
        case (.ip(let number), _): tuple.number == number
        case (.tcp, _), (.udp, _), (.icmp, _), (.icmp6, _): false
        }
    }
}
