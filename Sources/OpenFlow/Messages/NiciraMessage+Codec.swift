import NetworkTypes
import Wire

extension NiciraMessage {
    /// NXT_*.
    private enum Number {
        static let roleRequest: UInt32 = 10
        static let roleReply: UInt32 = 11
        static let flowModification: UInt32 = 13
        static let flowRemoved: UInt32 = 14
        static let flowModTableID: UInt32 = 15
        static let packetIn: UInt32 = 17
        static let flowAge: UInt32 = 18
        static let setAsync: UInt32 = 19
        static let setControllerID: UInt32 = 20
        static let tlvTableModification: UInt32 = 24
        static let tlvTableRequest: UInt32 = 25
        static let tlvTableReply: UInt32 = 26
        static let resume: UInt32 = 28
        static let flushConntrackZone: UInt32 = 29
        static let flushConntrack: UInt32 = 32
    }

    /// nil when `number` is of no message that is known; nothing is consumed then.
    init?(_ number: UInt32, from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        switch number {
        case Number.roleRequest: self = .roleRequest(try NiciraRole(from: &reader))
        case Number.roleReply: self = .roleReply(try NiciraRole(from: &reader))
        case Number.flowModification:
            self = .flowModification(try FlowModification(nicira: &reader, version: version))
        case Number.flowRemoved: self = .flowRemoved(try FlowRemoved(nicira: &reader))
        case Number.flowModTableID:
            self = .flowModTableID(try reader.read(as: UInt8.self) != 0)
            try reader.skip(7)
        case Number.packetIn: self = .packetIn(try PacketIn(nicira: &reader))
        case Number.flowAge: self = .flowAge
        case Number.setAsync: self = .setAsync(try AsyncConfiguration(from: &reader, version: .v1_3))
        case Number.setControllerID:
            try reader.skip(6)
            self = .setControllerID(try reader.read())
        case Number.tlvTableModification: self = .tlvTableModification(try TLVTableModification(from: &reader))
        case Number.tlvTableRequest: self = .tlvTableRequest
        case Number.tlvTableReply: self = .tlvTableReply(try TLVTable(from: &reader))
        case Number.resume: self = .resume(try PacketIn2(from: &reader))
        case Number.flushConntrackZone:
            try reader.skip(6)
            self = .flushConntrackZone(try reader.read())
        case Number.flushConntrack: self = .flushConntrack(try ConntrackFlush(from: &reader))
        default: return nil
        }
    }

    private var number: UInt32 {
        switch self {
        case .roleRequest: Number.roleRequest
        case .roleReply: Number.roleReply
        case .flowModification: Number.flowModification
        case .flowRemoved: Number.flowRemoved
        case .flowModTableID: Number.flowModTableID
        case .packetIn: Number.packetIn
        case .flowAge: Number.flowAge
        case .setAsync: Number.setAsync
        case .setControllerID: Number.setControllerID
        case .tlvTableModification: Number.tlvTableModification
        case .tlvTableRequest: Number.tlvTableRequest
        case .tlvTableReply: Number.tlvTableReply
        case .resume: Number.resume
        case .flushConntrackZone: Number.flushConntrackZone
        case .flushConntrack: Number.flushConntrack
        }
    }

    /// With the experimenter's head.
    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(Experimenter.nicira)
        writer.write(number)
        switch self {
        case .roleRequest(let role), .roleReply(let role): writer.write(role.rawValue)
        case .flowModification(let modification): modification.encodeNicira(into: &writer, version: version)
        case .flowRemoved(let removed): removed.encodeNicira(into: &writer, version: version)
        case .flowModTableID(let isOn): writer.write(isOn ? UInt64(1) << 56 : 0)
        case .packetIn(let packet): packet.encodeNicira(into: &writer, version: version)
        case .flowAge, .tlvTableRequest: break
        case .setAsync(let masks): masks.encode(into: &writer, version: .v1_3)
        case .setControllerID(let id), .flushConntrackZone(let id): writer.write(UInt64(id))
        case .tlvTableModification(let modification): modification.encode(into: &writer)
        case .tlvTableReply(let table): table.encode(into: &writer)
        case .resume(let packet): packet.encode(into: &writer, version: version)
        case .flushConntrack(let flush): flush.encode(into: &writer)
        }
    }
}

extension NiciraRole {
    fileprivate init(from reader: inout ByteReader) throws(WireError) {
        let raw: UInt32 = try reader.read()
        guard let role = NiciraRole(rawValue: raw) else {
            throw WireError(.invalid("role \(raw)"), at: reader.offset - 4)
        }
        self = role
    }
}
