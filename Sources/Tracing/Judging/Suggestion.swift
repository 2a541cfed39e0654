import NetworkTypes
import Policy
import PolicyMeaning
public import Topology

/// The smallest rule that would admit a connection which a policy does not admit: of this protocol alone, for this peer alone.
public struct Suggestion: Hashable, Sendable {
    public let direction: Decision.Direction
    /// The NIC whose policy is to admit it.
    public let nic: NICID
    /// As documents write it: `allow: tcp/22, from: nic:web1:0`.
    public let rule: String
    /// The group that it belongs to, as `TENANT/NAME`; nil where none is there yet.
    public let group: String?
    /// The rule that it comes before, or the group.
    public let origin: Origin?
    /// One sentence.
    public let text: String
}

/// Finds the smallest rules, straight from the documents' meaning.
struct SuggestionSearch {
    let frame: ProbeFrame
    let sender: ServedEnd
    let receiver: ServedEnd
    let opinion: SecondOpinion

    /// One for each side whose policy does not admit the connection.
    func suggestions(_ judgement: Judgement) -> [Suggestion] {
        [(Decision.Direction.egress, judgement.egress), (.ingress, judgement.ingress)].compactMap { direction, side in
            guard let side, side.verdict != .allow else { return nil }
            return suggestion(direction, side.reason)
        }
    }

    private func suggestion(_ direction: Decision.Direction, _ reason: Judgement.Reason) -> Suggestion? {
        switch reason {
        case .implicit: return nil
        // What a guard refuses only a guard can admit, and among a tenant's own rules any group that allows counts: the new rule
        // goes before the one that refuses. A baseline yields to any rule of the tenant.
        case .rules(let rules) where rules.first?.tier != .baseline:
            guard let first = rules.first else { return nil }
            let origin = Origin(first.document, first.rule.position)
            return before(first, at: origin, direction)
        case .rules, .byDefault:
            return inSmallestGroup(direction) ?? inNewGroup(direction)
        }
    }

    private func before(
        _ deciding: Judgement.DecidingRule, at origin: Origin, _ direction: Decision.Direction
    ) -> Suggestion {
        let rule = rule(direction, in: deciding.document.tenant)
        let group = "\(deciding.document.tenant)/\(deciding.group)"
        return suggestion(
            direction, rule, group: group, origin: origin,
            "`\(rule)` in group \(group), \(direction.rawValue), before \(origin.position.withoutColumn)")
    }

    /// The tenant's group that the NIC is in and that names the fewest others.
    private func inSmallestGroup(_ direction: Decision.Direction) -> Suggestion? {
        let groups = opinion.groups(of: own(direction), tier: nil)
        guard let group = groups.min(by: { Self.size($0.declaration) < Self.size($1.declaration) }) else { return nil }
        let rule = rule(direction, in: group.tenant)
        let name = "\(group.tenant)/\(group.declaration.name)"
        let origin = Origin(group.document, group.declaration.position)
        return suggestion(
            direction, rule, group: name, origin: origin,
            "`\(rule)` in group \(name), \(direction.rawValue), at \(origin.position.withoutColumn)")
    }

    /// How many it names, as far as that can be counted: labels and networks may name any number.
    private static func size(_ group: GroupDeclaration) -> Int {
        group.members.labels == nil && group.members.networks.isEmpty ? group.members.nics.count : .max
    }

    private func inNewGroup(_ direction: Decision.Direction) -> Suggestion {
        let end = own(direction)
        let rule = rule(direction, in: end.id.tenant)
        let members =
            end.nic.origin == .declared
            ? "nics: [\(Self.quoted("\(end.id.vm):\(end.id.index)"))]" : "networks: [\(end.nic.network.name)]"
        let text =
            "a group of \(end.id.tenant) with `members: { \(members) }` and `\(direction.rawValue): [{ \(rule) }]`"
        return suggestion(direction, rule, group: nil, origin: nil, text)
    }

    private func suggestion(
        _ direction: Decision.Direction, _ rule: String, group: String?, origin: Origin?, _ text: String
    ) -> Suggestion {
        Suggestion(
            direction: direction, nic: own(direction).id, rule: rule, group: group, origin: origin, text: text)
    }

    // MARK: The rule

    private func own(_ direction: Decision.Direction) -> ServedEnd { direction == .egress ? sender : receiver }

    /// A rule of a tenant's document: other tenants' NICs, and those that no document names, are known by address only.
    private func rule(_ direction: Decision.Direction, in tenant: String) -> String {
        let (peer, address) =
            direction == .egress
            ? (receiver, frame.destination.address) : (sender, frame.source.address)
        let endpoint =
            peer.id.tenant == tenant && peer.nic.origin == .declared
            ? "nic:\(peer.id.vm):\(peer.id.index)" : "\(address)"
        return "allow: \(frame.probe), \(direction == .egress ? "to" : "from"): \(Self.quoted(endpoint))"
    }

    /// A scalar of YAML: plain where nothing in it can be taken for something else.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            // Inside; a colon at the end would make a key, and one in front an address of IPv6.
            case UInt8(ascii: ":"): text.utf8.first != byte && text.utf8.last != byte
            default: false
            }
        }
        guard !isPlain else { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}

extension SourcePosition {
    /// `base.yaml:12`
    var withoutColumn: String { "\(file):\(line)" }
}
