import NetworkTypes

/// What is wrong with single actions, whatever the flow.
struct ActionCheck {
    let version: OpenFlowVersion

    /// Of a list that belongs to no flow: a bucket's or a packet-out's.
    func refusal(standalone actions: [Action]) -> Refusal? {
        refusal(actions) ?? NestingCheck(outer: .standalone).refusal(actions)
    }

    func refusal(_ actions: [Action]) -> Refusal? {
        for action in actions {
            if let refusal = refusal(action) { return refusal }
        }
        return nil
    }

    private func refusal(_ action: Action) -> Refusal? {
        switch action {
        case .output(let port, _): Self.badPort(port, action)
        case .setField(let field): refusal(settingTo: field.forActions, action)
        case .move(let source, let destination):
            refusal(source, .badField) ?? refusal(writing: destination, .badField)
        case .push(let part): refusal(part, .badField)
        case .pop(let part): refusal(writing: part, .badField)
        case .pushVLAN(let type):
            type == 0x8100 || type == 0x88a8 ? nil : argument(action, "EtherType 0x8100 or 0x88a8", "\(type)")
        case .pushMPLS(let type):
            type == 0x8847 || type == 0x8848 ? nil : argument(action, "EtherType 0x8847 or 0x8848", "\(type)")
        case .conjunction(_, let clause, let total):
            (2...64).contains(total) && clause < total
                ? nil
                : Refusal(
                    .badConjunction, "conjunction", expected: "a clause of 2…64", found: "\(Int(clause) + 1)/\(total)")
        case .conntrack(let conntrack): refusal(conntrack)
        case .clone(let actions): refusal(actions) ?? NestingCheck(outer: .clone).refusal(actions)
        case .copyTTLIn, .copyTTLOut, .pushPBB, .popPBB:
            Refusal(
                .badActionType, action.description, expected: "an action of Open vSwitch", found: "another")
        case .unknown(let bytes): Self.refusal(unknown: bytes, version: version)
        default: refusal(rare: action)
        }
    }

    private func refusal(rare action: Action) -> Refusal? {
        switch action {
        case .outputField(let part, _): refusal(part)
        case .outputTruncated(_, let length): length >= 14 ? nil : argument(action, "14 bytes or more", "\(length)")
        case .checkPacketLarger(_, let result): refusal(writing: result, .badField)
        case .deleteField(let field): refusal(SubField(field), .badField)
        case .multipath(let multipath):
            tooLong(multipath.destination, .badActionLength) ?? refusal(writing: multipath.destination)
                ?? (multipath.destination.bits < 16 && Int(multipath.lastLink) >= 1 << multipath.destination.bits
                    ? argument(action, "bits for \(Int(multipath.lastLink) + 1) links", "\(multipath.destination.bits)")
                    : nil)
        case .bundle(let bundle):
            bundle.destination.flatMap { tooLong($0, .badSetType) ?? refusal(writing: $0) }
                ?? bundle.members.lazy.compactMap { badMember($0, action) }.first
        case .sample(let sample): sample.probability > 0 ? nil : argument(action, "a probability, 1…65535", "0")
        case .learn(let learn): refusal(learn)
        default: nil
        }
    }

    private func refusal(_ conntrack: Conntrack) -> Refusal? {
        if case .field(let part) = conntrack.zone, let refusal = tooLong(part, .badSetType) ?? refusal(part) {
            return refusal
        }
        if let refusal = refusal(conntrack.actions) ?? NestingCheck(outer: .conntrack).refusal(conntrack.actions) {
            return refusal
        }
        let isPlain = conntrack.actions.allSatisfy { $0 == .nat(NAT()) }
        return conntrack.commit || isPlain
            ? nil
            : Refusal(
                .badActionArgument, "ct", expected: "commit, or only nat without arguments",
                found: conntrack.actions.text)
    }

    private func refusal(_ learn: Learn) -> Refusal? {
        learn.result.flatMap { tooLong($0, .badSetType) ?? refusal(writing: $0) }
    }

    static func badPort(_ port: PortNumber, _ action: Action) -> Refusal? {
        // IN_PORT…LOCAL are ports, but none of the other reserved numbers.
        (0xff00...0xffff_fff7).contains(port.rawValue) || port == .any
            ? Refusal(
                .badOutputPort, action.description, expected: "a port below 0xff00, or IN_PORT…LOCAL",
                found: "\(port.rawValue)") : nil
    }

    private func badMember(_ port: PortNumber, _ action: Action) -> Refusal? {
        port == .controller
            ? Refusal(.badOutputPort, action.description, expected: "members other than CONTROLLER", found: "it")
            : Self.badPort(port, action)
    }

    /// A field that is read. Where the whole head of its OXM stands, one that is not known is an error of matches.
    private func refusal(_ part: SubField, _ code: Refusal.Code = .badSetType) -> Refusal? {
        part.field.entry.access == .absent
            ? Refusal(code, part.field.name, expected: "a field of Open vSwitch", found: "another") : nil
    }

    private func refusal(writing part: SubField, _ code: Refusal.Code = .badSetType) -> Refusal? {
        refusal(part, code) ?? (part.field.isWritable ? nil : readOnly(part.field))
    }

    /// Some actions have four bytes for the head of an OXM.
    private func tooLong(_ part: SubField, _ code: Refusal.Code) -> Refusal? {
        part.field.isOfExperimenter
            ? Refusal(code, part.field.name, expected: "a field of no experimenter", found: "one") : nil
    }

    private func readOnly(_ field: Field) -> Refusal {
        Refusal(
            .badSetArgument, field.name, expected: "a field that may be written", found: "one that is read only")
    }

    /// Before 1.5 a masked one travels as a load, of which only the field is looked at.
    private func refusal(settingTo field: MatchField, _ action: Action) -> Refusal? {
        if let refusal = refusal(writing: SubField(field.field)) { return refusal }
        if field.mask != nil, version < .v1_5 { return nil }
        let isTagged = field.field != .vlanVID || field.value & 0x1000 != 0
        guard let expected = field.field.whyInvalid(field.value) ?? (isTagged ? nil : "OFPVID_PRESENT") else {
            return nil
        }
        return Refusal(.badSetArgument, field.field.name, expected: expected, found: field.valueText)
    }

    private func argument(_ action: Action, _ expected: String, _ found: String) -> Refusal {
        Refusal(.badActionArgument, action.description, expected: expected, found: found)
    }
}
