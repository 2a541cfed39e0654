import Wire

/// Reads the fields of a match as strictly as a switch does.
///
/// A `Match` forgets what is wrong: fields that stand twice or in the wrong order, bits that a mask leaves out. So this
/// looks at the bytes.
struct MatchCheck {
    private var accepted = Match()
    /// Set by a field that only Ethernet frames have: asking for the packet type then is asking twice.
    private var isEthernet = false

    /// Whether it is what a packet-out starts with: fields of the pipeline only, whatever they need; what is not known is
    /// passed over.
    private let isOfPacketOut: Bool

    /// What a switch has against fields without the head of ofp_match; nil: it takes them.
    static func refusal(_ bytes: [UInt8]) -> Refusal? {
        var check = MatchCheck(isOfPacketOut: false)
        return check.checkAll(bytes)
    }

    /// The same for those that a packet-out starts with, and which of them the switch takes.
    static func checked(packetOut bytes: [UInt8]) -> (refusal: Refusal?, accepted: Match) {
        var check = MatchCheck(isOfPacketOut: true)
        let refusal = check.checkAll(bytes)
        return (refusal, check.accepted)
    }

    private init(isOfPacketOut: Bool) { self.isOfPacketOut = isOfPacketOut }

    private mutating func checkAll(_ bytes: [UInt8]) -> Refusal? {
        var refusal: Refusal?
        var reader = ByteReader(bytes.span.bytes)
        while refusal == nil, !reader.isAtEnd {
            do {
                refusal = try checkNext(&reader)
            } catch {
                refusal = Refusal(
                    .badMatchLength, "a field at byte \(error.offset)", expected: "a whole field",
                    found: error.description)
            }
        }
        return refusal
    }

    private mutating func checkNext(_ reader: inout ByteReader) throws(WireError) -> Refusal? {
        let start = reader.offset
        let header = try OXMHeader(from: &reader)
        let payload = try reader.readBytes(header.payload)
        let width = header.hasMask ? header.payload / 2 : header.payload
        let value = Array(payload[..<width])
        let mask = header.hasMask ? Array(payload[width..<2 * width]) : nil
        if let mask, zip(value, mask).contains(where: { $0 & ~$1 != 0 }) {
            return Refusal(
                .badWildcards, header.field?.name ?? "the field at byte \(start)", expected: "ones within the mask",
                found: "\(TextValue.hexadecimal(value))/\(TextValue.hexadecimal(mask))")
        }
        guard let field = header.field, field.entry.access != .absent, width == field.byteCount else {
            if isOfPacketOut { return nil }
            return Refusal(
                .badField, header.field?.name ?? "the field at byte \(start)", expected: "a field of Open vSwitch",
                found: "\(header.payload) bytes of class \(header.classID), number \(header.number)")
        }
        return field.metadataNumber == nil
            ? check(field, value: value, mask: mask) : check(TunnelMetadata(field.index, value, mask: mask))
    }

    private mutating func check(_ metadata: TunnelMetadata) -> Refusal? {
        accepted.insert(metadata) ? nil : Self.duplicate(metadata.field)
    }

    private mutating func check(_ field: Field, value bytes: [UInt8], mask maskBytes: [UInt8]?) -> Refusal? {
        if let maskBytes, !field.isMaskable,
            maskBytes.contains(where: { $0 != maskBytes[0] || ($0 != 0 && $0 != 0xff) }
            )
        {
            return Refusal(
                .badMask, field.name, expected: "no mask", found: TextValue.hexadecimal(maskBytes))
        }
        let value = Self.integer(bytes)
        if let expected = field.whyInvalid(value) {
            return Refusal(
                .badValue, field.name, expected: expected, found: TextValue.hexadecimal(value))
        }
        guard isOfPacketOut || PacketFacts(accepted).meets(field.entry.prerequisite) else {
            return Refusal(
                .badPrerequisite, field.name, expected: field.entry.prerequisite.text,
                found: accepted.isEmpty ? "nothing before it" : accepted.description)
        }
        return insert(field, value, mask: maskBytes.map { Self.integer($0) & field.fullMask })
    }

    private mutating func insert(_ field: Field, _ value: UInt128, mask: UInt128?) -> Refusal? {
        if isEthernet, field == .packetType { return Self.duplicate(field) }
        let isThere = field.isView ? field.parts.contains { accepted[$0] != nil } : accepted[field] != nil
        // The two numbers of a port are one field to Open vSwitch, and a tag is one with its parts.
        let twin: Field? =
            switch field {
            case .inPort: .inPort16
            case .inPort16: .inPort
            case .vlanVID, .vlanPCP: .vlanTCI
            case .ipDSCP: .ipTOS
            default: nil
            }
        if isThere || twin.map({ accepted[$0] != nil }) ?? false { return Self.duplicate(field) }
        if isOfPacketOut, !field.isOfPipeline {
            return Refusal(
                .notPipelineField, field.name, expected: "a field of the pipeline", found: "one of the packet")
        }
        accepted.set(MatchField(unchecked: field, value & field.fullMask, mask: field.takenMask(value, mask)))
        if field.entry.prerequisite != .none, accepted[.packetType] == nil { isEthernet = true }
        return nil
    }

    private static func duplicate(_ field: Field) -> Refusal {
        Refusal(.duplicateField, field.name, expected: "every field once", found: "the field again")
    }

    private static func integer(_ bytes: [UInt8]) -> UInt128 { bytes.reduce(0) { $0 << 8 | UInt128($1) } }
}

extension Field {
    /// Whether it says where a packet is, and not what is in it (OpenFlow 1.5.1 section 7.2.3.9), as Open vSwitch has it.
    fileprivate var isOfPipeline: Bool {
        switch self {
        case .inPort, .inPort16, .metadata, .packetType: true
        default:
            (Field.tunnelID ... .tunnelGTPUMessageType).contains(self)
                || (Field.register(0) ... .xxregister(3)).contains(self)
        }
    }

    /// Of these Open vSwitch 3.1 compares the ones of the value only.
    fileprivate func takenMask(_ value: UInt128, _ mask: UInt128?) -> UInt128? {
        switch self {
        case .tunnelERSPANDirection, .tunnelERSPANHardwareID, .tunnelGTPUFlags, .tunnelGTPUMessageType:
            value & fullMask
        default: mask
        }
    }
}

extension TunnelMetadata {
    /// From a field of the registry and bytes of as many as it has.
    fileprivate init(_ index: UInt8, _ value: [UInt8], mask: [UInt8]?) {
        self.init(Int(index - Field.firstMetadata), value, mask: mask)
    }
}
