import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// A rule of a group, in the table of the rules.
///
/// Priorities: 60000 for the first rule of a list, one less for each after it, so that the first match of a group counts.
struct RuleFlows {
    private let rule: SecurityRule
    private let group: UInt32
    private let side: PolicySide
    private let priority: UInt16
    private let protocols: [[MatchField]]
    private let peers: [[MatchField]]
    private let said: [(slot: Slot, value: UInt64)]

    /// Rules that a group may have in one direction.
    static let maximumRules = 50_000
    private static let firstPriority = 60_000

    /// - Parameters:
    ///   - group: the number of its group.
    ///   - side: `ingress` for rules about what reaches the group's members.
    ///   - index: its place in its list, from 0.
    init(_ rule: SecurityRule, group: UInt32, _ side: PolicySide, index: Int, _ lookup: PeerLookup) {
        precondition(
            (0..<Self.maximumRules).contains(index), "a group has at most \(Self.maximumRules) rules in a direction")
        self.rule = rule
        self.group = group
        self.side = side
        priority = UInt16(Self.firstPriority - index)
        protocols = ProtocolAlternatives(rule.protocols).matches
        peers = PeerAlternatives(rule.peer, lookup).matches
        said = Self.said(by: rule)
    }

    /// Each pair of a protocol and a peer by itself, or a conjunction of both, whichever are fewer.
    func add(to flows: inout [EncodedFlow]) {
        if pairCount > protocols.count + peers.count + 1 { return addConjunction(to: &flows) }
        flows.reserveCapacity(flows.count + protocols.count * peers.count)
        for first in protocols {
            for second in peers where first.family.agrees(with: second.family) {
                flows.append(acting(matching(second, first)))
            }
        }
    }

    /// Pairs that a packet can meet: both are about one family.
    private var pairCount: Int {
        let ofAny = peers.count { $0.family == nil }
        let ofIPv4 = peers.count { $0.family == UInt128(EtherType.ipv4) }
        return protocols.reduce(0) { sum, match in
            switch match.family {
            case nil: sum + peers.count
            case UInt128(EtherType.ipv4): sum + ofAny + ofIPv4
            default: sum + peers.count - ofIPv4
            }
        }
    }

    /// Fields in the order of a match cost least: those of a peer stand before those of a connection.
    private func matching(_ peer: [MatchField], _ ofProtocol: [MatchField]) -> FlowBuilder {
        var flow = FlowBuilder(.rules, priority: priority, cookie: Cookie(.rule, UInt64(rule.number)))
        for field in peer { flow = flow.matching(field) }
        flow = flow.matching(.judgedGroup, JudgedGroup.value(group, side)).matchingValidConnection()
        let hasFamily = peer.family != nil
        for field in ofProtocol where !hasFamily || field.field != .etherType { flow = flow.matching(field) }
        return flow
    }

    private func acting(_ flow: consuming FlowBuilder) -> EncodedFlow { flow.setting(said).ending() }

    /// What the rule says. One that passes on says nothing, and the group's rules after it are not asked.
    private static func said(by rule: SecurityRule) -> [(slot: Slot, value: UInt64)] {
        let number = UInt64(rule.number)
        var said: [(slot: Slot, value: UInt64)] = []
        switch rule.verdict {
        case .allow: said.append((.allowingRule, number))
        case .reject: said.append((.rejectingRule, number))
        case .deny: said.append((.denyingRule, number))
        case .pass: break
        }
        switch rule.log {
        case .all: said.append((.logsAll, 1))
        case .sampled: said.append((.logsSampled, 1))
        case .off: break
        }
        if rule.verdict == .allow, rule.persists { said.append((.persists, 1)) }
        return said
    }

    private func addConjunction(to flows: inout [EncodedFlow]) {
        func clause(_ flow: consuming FlowBuilder, _ numbers: [UInt8]) -> EncodedFlow {
            for number in numbers { flow = flow.acting(.conjunction(id: rule.number, clause: number, count: 2)) }
            return flow.ending()
        }
        // A match that stands in both dimensions is one flow: a second one would replace the first.
        for fields in protocols { flows.append(clause(matching([], fields), peers.contains(fields) ? [0, 1] : [0])) }
        for fields in peers where !protocols.contains(fields) { flows.append(clause(matching(fields, []), [1])) }
        flows.append(acting(matching([MatchField(.conjunctionID, UInt128(rule.number))], [])))
    }
}

extension [MatchField] {
    /// The EtherType that it is about; nil when that is left open.
    fileprivate var family: UInt128? { first { $0.field == .etherType }?.value }
}

extension UInt128? {
    /// One of them leaves open what the other says, or both say the same.
    fileprivate func agrees(with other: UInt128?) -> Bool { self == nil || other == nil || self == other }
}
