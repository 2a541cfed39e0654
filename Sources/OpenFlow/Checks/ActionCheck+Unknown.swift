import Wire

extension ActionCheck {
    /// What is wrong with an action that is kept as bytes, as far as its head says it.
    static func refusal(unknown bytes: [UInt8], version: OpenFlowVersion) -> Refusal? {
        let found = TextValue.dotted(Array(bytes.prefix(16)))
        func refusal(_ code: Refusal.Code, _ expected: String) -> Refusal {
            Refusal(code, "an action", expected: expected, found: found)
        }
        guard bytes.count >= 8 else { return refusal(.badActionLength, "eight bytes or more") }
        let type = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        switch type {
        case ActionType.setField: return self.refusal(setting: Array(bytes[4...]), version: version)
        case ActionType.experimenter: return self.refusal(experimenter: bytes, refusal)
        case ActionType.output, ActionType.setMPLSTTL...ActionType.decrementTTL: break
        case ActionType.copyField where version == .v1_5, ActionType.meter where version == .v1_5: break
        default: return refusal(.badActionType, "an action of Open vSwitch")
        }
        let length = type == ActionType.output ? 16 : 8
        guard type == ActionType.copyField || bytes.count == length else {
            return refusal(.badActionLength, "\(length) bytes")
        }
        // What is left is padding that is not zero, which Open vSwitch looks over, or a value it does not take.
        return type == ActionType.copyField ? refusal(.badSetType, "fields of Open vSwitch and bits they have") : nil
    }

    private static func refusal(
        experimenter bytes: [UInt8], _ refusal: (Refusal.Code, String) -> Refusal
    ) -> Refusal? {
        let experimenter = bytes[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
        guard experimenter == Experimenter.nicira || experimenter == Experimenter.onf else {
            return refusal(.badActionExperimenter, "an experimenter of Open vSwitch")
        }
        guard bytes.count >= 16 else { return refusal(.badActionLength, "sixteen bytes or more") }
        let subtype = UInt16(bytes[8]) << 8 | UInt16(bytes[9])
        let isKnown =
            experimenter == Experimenter.nicira
            ? subtype <= NiciraAction.deleteField && ![0, 3, 4, 11, 18, 30, 31, 40].contains(subtype) : subtype == 3200
        if experimenter == Experimenter.nicira, subtype == NiciraAction.conntrack, hasNarrowZone(bytes) {
            return refusal(.badSetLength, "16 bits of a field for the zone of ct")
        }
        return isKnown
            ? refusal(.badActionArgument, "arguments that this action has")
            : refusal(.badExperimenterAction, "an action of Open vSwitch")
    }

    /// Whether the zone of a ct is taken from a field (struct nx_action_conntrack of Open vSwitch: its head at byte 12), but
    /// not from as many bits as a zone has.
    private static func hasNarrowZone(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 18, bytes[12..<16].contains(where: { $0 != 0 }) else { return false }
        return bytes[17] & 0x3f != 15
    }

    /// A set-field of a field that is not known, or whose OXM is damaged.
    private static func refusal(setting oxm: [UInt8], version: OpenFlowVersion) -> Refusal? {
        var reader = ByteReader(oxm.span.bytes)
        guard let header = try? OXMHeader(from: &reader), reader.remaining >= header.payload else {
            return Refusal(.badActionLength, "set_field", expected: "a whole field", found: "less")
        }
        guard let field = header.field, field.entry.access != .absent else {
            return Refusal(
                .badSetType, "set_field", expected: "a field of Open vSwitch",
                found: "class \(header.classID), number \(header.number)")
        }
        guard header.payload == field.byteCount << (header.hasMask ? 1 : 0) else {
            return Refusal(
                .badSetLength, field.name, expected: "\(field.byteCount) bytes", found: "\(header.payload)")
        }
        guard !header.hasMask || version == .v1_5 else {
            return Refusal(.badSetMask, field.name, expected: "no mask before OpenFlow 1.5", found: "a mask")
        }
        return Refusal(
            .badSetArgument, field.name, expected: "a value that it may have, and zeros behind it",
            found: TextValue.dotted(oxm))
    }
}
