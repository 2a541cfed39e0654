import NetworkTypes

/// Whether every packet that a match lets through, or the one of a packet-out, has what the actions work on.
struct ConsistencyCheck {
    private var facts: PacketFacts

    /// Whether the actions wait in the action set: what the packet is by then nobody knows, and less is asked.
    private let isActionSet: Bool

    init(_ match: Match) { self.init(PacketFacts(match)) }

    init(_ facts: PacketFacts) { self.init(facts, isActionSet: false) }

    private init(_ facts: PacketFacts, isActionSet: Bool) {
        self.facts = facts
        self.isActionSet = isActionSet
    }

    /// The same for actions that wait in the action set.
    var ofActionSet: ConsistencyCheck { ConsistencyCheck(facts, isActionSet: true) }

    mutating func refusal(_ actions: [Action]) -> Refusal? {
        for action in actions {
            if let refusal = refusal(action) { return refusal }
        }
        return nil
    }

    /// A list inside of another: what it makes of the packet ends with it.
    private func refusal(nested actions: [Action]) -> Refusal? {
        var inner = self
        return inner.refusal(actions)
    }

    private mutating func refusal(_ action: Action) -> Refusal? {
        switch action {
        case .outputTruncated(let port, _): return ActionCheck.badPort(port, action)
        case .setField(let field): return refusal(setting: field.forActions, action)
        case .move(let source, let destination):
            return need(source.field, action) ?? need(destination.field, action)
        case .push(let part), .pop(let part), .outputField(let part, _): return need(part.field, action)
        case .pushVLAN:
            guard facts.tagCount < 2 else {
                return Refusal(.badTag, action.description, expected: "at most two tags", found: "a third")
            }
            facts.pushTag()
            return nil
        case .popVLAN:
            defer { facts.popTag() }
            return want(facts.tagCount > 0, "a VLAN tag", action)
        case .decrementTTL, .decrementTTLForControllers, .setTTL: return want(facts.isIP, "IP", action)
        case .setMPLSTTL, .decrementMPLSTTL: return want(facts.isMPLS, "MPLS", action)
        case .pushMPLS(let type):
            defer { facts.pushLabel(type) }
            return want(facts.isFrame, "an Ethernet frame", action)
        case .popMPLS(let type):
            defer { facts.popLabel(type) }
            return want(facts.isFrame && facts.isMPLS, "an Ethernet frame with MPLS", action)
        default: return refusal(rare: action)
        }
    }

    private mutating func refusal(rare action: Action) -> Refusal? {
        switch action {
        case .encap(let encap): facts.encapsulate(encap.packetType)
        case .decap: facts.decapsulate()
        case .decrementNSHTTL: return want(facts.etherType == 0x894f, "a network service header", action)
        case .conntrack(let conntrack): return refusal(conntrack, action)
        case .nat(let nat): return refusal(nat, action)
        case .clone(let actions): return refusal(nested: actions)
        case .resubmitOriginal: return need(facts.hasValidConnection, "a valid connection", action)
        case .finTimeout: return want(facts.ipProtocol == 6, "TCP", action)
        case .meter(let id) where id == 0 || id > 0xffff_0000:
            return Refusal(.invalidMeter, action.description, expected: "a meter, 1…0xffff0000", found: "\(id)")
        case .deleteField(let field) where field.metadataNumber == nil:
            return Refusal(
                .badActionArgument, action.description, expected: "tunnel metadata", found: field.name)
        case .multipath(let multipath): return need(multipath.destination.field, action)
        case .bundle(let bundle): return bundle.destination.flatMap { need($0.field, action) }
        case .learn(let learn): return refusal(learn, action)
        default: break
        }
        return nil
    }

    private mutating func refusal(setting field: MatchField, _ action: Action) -> Refusal? {
        if let refusal = need(field.field, action) { return refusal }
        if field.field == .vlanVID, facts.tagCount == 0 { return need(false, "a VLAN tag", action) }
        if field.field == .vlanTCI { facts.setTag(field.value) }
        return nil
    }

    private func refusal(_ conntrack: Conntrack, _ action: Action) -> Refusal? {
        let helped: UInt8? = conntrack.helper == 21 ? 6 : conntrack.helper == 69 ? 17 : nil
        if let refusal = need(facts.isIP, "IP", action)
            ?? need(!(conntrack.commit && facts.hasInvalidConnection), "no invalid connection", action)
            ?? need(helped == nil || facts.ipProtocol == helped, "the protocol of the helper", action)
        {
            return refusal
        }
        // Open vSwitch looks at one of the two.
        if case .field(let part) = conntrack.zone { return need(part.field, action) }
        return refusal(nested: conntrack.actions)
    }

    private func refusal(_ nat: NAT, _ action: Action) -> Refusal? {
        need(facts.isIP, "IP", action)
            ?? need(nat.ipv4 == nil || facts.etherType == 0x0800, "IPv4", action)
            ?? need(nat.ipv6 == nil || facts.etherType == 0x86dd, "IPv6", action)
    }

    /// Sources are of this packet; what is learned must hold together by itself.
    private func refusal(_ learn: Learn, _ action: Action) -> Refusal? {
        var learned = ConsistencyCheck(Match())
        var match = Match()
        for specification in learn.specifications {
            switch specification {
            case .match(let field, let source):
                if let refusal = need(known: source, action) ?? learned.need(known: field, action) { return refusal }
            case .matchValue(let field, let value):
                if let refusal = learned.need(known: field, action) { return refusal }
                if field.field.metadataNumber == nil {
                    let shift = UInt128(field.offset)
                    match.set(MatchField(unchecked: field.field, value << shift, mask: field.ones << shift))
                    learned = ConsistencyCheck(match)
                }
            case .load(let field, let source):
                if let refusal = need(known: source, action) ?? learned.need(writable: field, action) {
                    return refusal
                }
            case .loadValue(let field, _):
                if let refusal = learned.need(writable: field, action) { return refusal }
            case .output(let source): if let refusal = need(known: source, action) { return refusal }
            }
        }
        return nil
    }

    /// Learn names fields by four bytes, and asks whether it knows them only here.
    private func need(known part: SubField, _ action: Action) -> Refusal? {
        part.field.entry.access == .absent || part.field.isOfExperimenter
            ? Refusal(
                .badSetType, action.description, expected: "a field of Open vSwitch and of no experimenter",
                found: part.field.name) : need(part.field, action)
    }

    private func need(writable part: SubField, _ action: Action) -> Refusal? {
        need(known: part, action)
            ?? (part.field.isWritable
                ? nil
                : Refusal(
                    .badSetArgument, action.description, expected: "a field that may be written", found: part.field.name
                ))
    }

    private func need(_ field: Field, _ action: Action) -> Refusal? {
        let prerequisite = field.entry.prerequisite
        return need(facts.meets(prerequisite), prerequisite.text, action)
    }

    /// Open vSwitch lets such actions do nothing in action sets, as in OpenFlow 1.0.
    private func want(_ isMet: Bool, _ expected: String, _ action: Action) -> Refusal? {
        isActionSet ? nil : need(isMet, expected, action)
    }

    private func need(_ isMet: Bool, _ expected: String, _ action: Action) -> Refusal? {
        isMet
            ? nil
            : Refusal(
                .inconsistentMatch, action.description, expected: "a match on \(expected)", found: "none")
    }
}
