import Wire

/// Which asynchronous messages a connection wants: OFPT_SET_ASYNC (section 7.3.10).
public struct AsyncConfiguration: Hashable, Sendable {
    /// OFPACPT_*: even for the secondary role, odd for primary and equal.
    public enum Kind: UInt16, Hashable, Sendable, CaseIterable {
        case packetInSecondary = 0
        case packetInPrimary = 1
        case portStatusSecondary = 2
        case portStatusPrimary = 3
        case flowRemovedSecondary = 4
        case flowRemovedPrimary = 5
        /// 1.4 and later, as all that follow.
        case roleStatusSecondary = 6
        case roleStatusPrimary = 7
        case tableStatusSecondary = 8
        case tableStatusPrimary = 9
        case requestForwardSecondary = 10
        case requestForwardPrimary = 11
        /// 1.5, as all that follow.
        case flowStatisticsSecondary = 12
        case flowStatisticsPrimary = 13
        case controllerStatusSecondary = 14
        case controllerStatusPrimary = 15
    }

    /// Bits are by reason; what is not named keeps its setting (1.3: becomes zero).
    public var masks: [Kind: UInt32]
    /// Properties this library does not know, as they came.
    var unknown: [UInt8] = []

    public init(_ masks: [Kind: UInt32]) { self.masks = masks }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        if version == .v1_3 {
            self.init([:])
            for kind in Self.words { masks[kind] = try reader.read() }
            return
        }
        try self.init(properties: &reader)
    }

    /// The form of 1.4, which NXT_SET_ASYNC_CONFIG2 has in 1.3.
    init(properties reader: inout ByteReader) throws(WireError) {
        masks = [:]
        while !reader.isAtEnd {
            let length = Int(try reader.peek(ahead: 2, as: UInt16.self))
            guard length >= 4 else { throw WireError(.invalid("property of \(length) bytes"), at: reader.offset) }
            let type: UInt16 = try reader.peek()
            if let kind = Kind(rawValue: type), length == 8 {
                try reader.skip(4)
                masks[kind] = try reader.read()
            } else {
                unknown += try reader.readBytes((length + 7) / 8 * 8)
            }
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        if version == .v1_3 {
            for kind in Self.words { writer.write(masks[kind] ?? 0) }
            return
        }
        encodeProperties(into: &writer)
    }

    func encodeProperties(into writer: inout ByteWriter) {
        for kind in Kind.allCases {
            guard let mask = masks[kind] else { continue }
            writer.writeProperty(kind.rawValue) { $0.write(mask) }
        }
        writer.write(bytes: unknown)
    }

    /// The six words of 1.3: pairs, primary first.
    private static let words: [Kind] = [
        .packetInPrimary, .packetInSecondary, .portStatusPrimary, .portStatusSecondary, .flowRemovedPrimary,
        .flowRemovedSecondary,
    ]
}
