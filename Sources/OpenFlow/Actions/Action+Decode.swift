import NetworkTypes
import Wire

extension Action {
    /// How deep conntrack, clone and the like may nest in what a peer sends.
    static let maximumDepth = 8

    /// Reads actions to the end of `reader`.
    static func list(
        from reader: inout ByteReader, version: OpenFlowVersion, depth: Int = 0
    ) throws(WireError) -> [Action] {
        guard depth <= maximumDepth else { throw WireError(.invalid("actions nest too deep"), at: reader.offset) }
        var result: [Action] = []
        // Most actions take 16 bytes; there is room for fewer than were sent.
        try result.append(addingCapacity: min((reader.remaining + 15) / 16, 32)) { (list) throws(WireError) in
            let table = FieldRegistry.wire
            while !list.isFull, !reader.isAtEnd {
                list.append(try next(from: &reader, table, version: version, depth: depth))
            }
        }
        while !reader.isAtEnd {
            result.append(try next(from: &reader, FieldRegistry.wire, version: version, depth: depth))
        }
        return result
    }

    @inline(__always)
    private static func next(
        from reader: inout ByteReader, _ table: [WireField], version: OpenFlowVersion, depth: Int
    ) throws(WireError) -> Action {
        if let action = Action(plain: &reader, table) { return action }
        return try other(from: &reader, version: version, depth: depth)
    }

    /// Reads one of the two that most flows are made of, which so stay out of the way that every other action goes: an
    /// output, or a set-field of a whole value in sixteen bytes. Nil for any other; then nothing is consumed.
    @inline(__always)
    private init?(plain reader: inout ByteReader, _ table: [WireField]) {
        guard let rest: UInt64 = reader.peekWhole(ahead: 8), let head: UInt64 = reader.peekWhole() else { return nil }
        switch head >> 32 {
        case UInt64(ActionType.output) << 16 | 16:
            guard rest << 16 == 0 else { return nil }
            self = .output(
                PortNumber(UInt32(truncatingIfNeeded: head)), maxLength: UInt16(truncatingIfNeeded: rest >> 48))
        case UInt64(ActionType.setField) << 16 | 16:
            let header = UInt32(truncatingIfNeeded: head)
            let wire = table.field(head: header)
            guard wire.head == header, !wire.field.isRenamedByActions, let value = wire.value(first: rest),
                rest << (8 * UInt64(wire.byteCount)) == 0
            else { return nil }
            self = .setField(MatchField(whole: wire.field, low: value))
        default: return nil
        }
        guard (try? reader.skip(16)) != nil else { return nil }
    }

    @inline(never)
    private static func other(
        from reader: inout ByteReader, version: OpenFlowVersion, depth: Int
    ) throws(WireError) -> Action {
        let length = Int(try reader.peek(ahead: 2, as: UInt16.self))
        guard length >= 8, length % 8 == 0 else { throw badLength(length, at: reader.offset) }
        return try decode(try reader.slice(length), version: version, depth: depth)
    }

    @inline(never)
    private static func badLength(_ length: Int, at offset: Int) -> WireError {
        WireError(.invalid("action of \(length) bytes"), at: offset)
    }

    /// One action; whatever this library cannot say exactly, or that does not keep to its own form, stays as bytes. So one
    /// odd flow of somebody else does not end a session, and what was read in one version can be written in another.
    private static func decode(
        _ whole: ByteReader, version: OpenFlowVersion, depth: Int
    ) throws(WireError) -> Action {
        do {
            if let known = try known(whole, version: version, depth: depth) { return known }
        } catch {
            // Kept as it is.
        }
        var raw = whole
        return .unknown(try raw.readBytes(raw.remaining))
    }

    private static func known(
        _ whole: ByteReader, version: OpenFlowVersion, depth: Int
    ) throws(WireError) -> Action? {
        var body = whole
        let type: UInt16 = try body.read()
        let length: UInt16 = try body.read()
        return switch type {
        case ActionType.setField: try setField(from: &body)
        case ActionType.copyField where version == .v1_5: try move(from: &body, padding: 2)
        case ActionType.experimenter: try experimenter(from: &body, version: version, depth: depth)
        default: length == 8 ? simple(type, try body.read(), version: version) : nil
        }
    }

    private static func simple(_ type: UInt16, _ argument: UInt32, version: OpenFlowVersion) -> Action? {
        switch type {
        case ActionType.group: .group(argument)
        case ActionType.setQueue: .setQueue(argument)
        case ActionType.pushVLAN where argument & 0xffff == 0: .pushVLAN(UInt16(argument >> 16))
        case ActionType.popVLAN where argument == 0: .popVLAN
        case ActionType.decrementTTL where argument == 0: .decrementTTL
        case ActionType.meter where version == .v1_5: .meter(argument)
        default: uncommon(type, argument)
        }
    }

    private static func uncommon(_ type: UInt16, _ argument: UInt32) -> Action? {
        switch type {
        case ActionType.copyTTLOut where argument == 0: .copyTTLOut
        case ActionType.copyTTLIn where argument == 0: .copyTTLIn
        case ActionType.setMPLSTTL where argument & 0xff_ffff == 0: .setMPLSTTL(UInt8(argument >> 24))
        case ActionType.decrementMPLSTTL where argument == 0: .decrementMPLSTTL
        case ActionType.pushMPLS where argument & 0xffff == 0: .pushMPLS(UInt16(argument >> 16))
        case ActionType.popMPLS where argument & 0xffff == 0: .popMPLS(UInt16(argument >> 16))
        case ActionType.setTTL where argument & 0xff_ffff == 0: .setTTL(UInt8(argument >> 24))
        case ActionType.pushPBB where argument & 0xffff == 0: .pushPBB(UInt16(argument >> 16))
        case ActionType.popPBB where argument == 0: .popPBB
        default: nil
        }
    }

    /// A set-field; nil when it does not keep to its form.
    private static func setField(from body: inout ByteReader) throws(WireError) -> Action? {
        var copy = body
        if let field = try? field(from: &copy), field.comparesBits, field.isKeptByActions, try copy.isZero() {
            return .setField(field.fromActions)
        }
        return try setMetadata(from: &body)
    }

    /// An OXM with a value; nil when the field is not known.
    static func field(from body: inout ByteReader) throws(WireError) -> MatchField? {
        let word = try body.peek(as: UInt32.self)
        let wire = FieldRegistry.wireField(header: word)
        if wire.isKnown {
            let hasMask = word & 0x100 != 0
            guard Int(word & 0xff) == Int(wire.byteCount) << (hasMask ? 1 : 0) else { return nil }
            try body.skip(4)
            return try MatchField(wire, hasMask: hasMask, from: &body)
        }
        let header = try OXMHeader(from: &body)
        guard let field = header.field, header.payload == field.byteCount << (header.hasMask ? 1 : 0),
            field.metadataNumber == nil
        else { return nil }
        return try MatchField(field.wire, hasMask: header.hasMask, from: &body)
    }

    /// Tunnel metadata to be set; nil when something else stands there.
    static func setMetadata(from body: inout ByteReader) throws(WireError) -> Action? {
        guard let metadata = try TunnelMetadata(from: &body), !metadata.asksPresence else { return nil }
        return try body.isZero() ? .setTunnelMetadata(metadata) : nil
    }

    static func move(from body: inout ByteReader, padding: Int) throws(WireError) -> Action? {
        let bits = Int(try body.read(as: UInt16.self))
        let sourceOffset = Int(try body.read(as: UInt16.self))
        let destinationOffset = Int(try body.read(as: UInt16.self))
        try body.skip(padding)
        guard let source = try SubField(header: &body, offset: sourceOffset, bits: bits),
            let destination = try SubField(header: &body, offset: destinationOffset, bits: bits),
            source.field != .inPort, destination.field != .inPort
        else { return nil }
        return try body.isZero() ? .move(from: source, to: destination) : nil
    }
}

extension SubField {
    /// A run of bits of the field whose header stands next; nil when the field is not known or lacks those bits.
    init?(header reader: inout ByteReader, offset: Int, bits: Int) throws(WireError) {
        let header = try OXMHeader(from: &reader)
        guard let field = header.field, !header.hasMask, header.payload == field.byteCount, bits > 0,
            offset + bits <= field.partBits
        else { return nil }
        self.init(unchecked: field, offset: offset, bits: bits)
    }
}

extension ByteReader {
    /// Whether everything that is left is padding.
    func isZero() throws(WireError) -> Bool {
        var ahead = 0
        while remaining - ahead >= 8 {
            if try peek(ahead: ahead, as: UInt64.self) != 0 { return false }
            ahead += 8
        }
        while ahead < remaining {
            if try peek(ahead: ahead, as: UInt8.self) != 0 { return false }
            ahead += 1
        }
        return true
    }
}
