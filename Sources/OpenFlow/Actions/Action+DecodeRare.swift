import NetworkTypes
import Wire

extension Action {
    /// Nicira's actions that the controller itself has no use for; nil for those that are not known.
    static func rare(_ subtype: UInt16, from body: inout ByteReader) throws(WireError) -> Action? {
        switch subtype {
        case NiciraAction.setTunnel:
            guard try body.read(as: UInt16.self) == 0 else { return nil }
            return .setTunnel(UInt64(try body.read(as: UInt32.self)), isWide: false)
        case NiciraAction.setTunnel64:
            try body.skip(6)
            return .setTunnel(try body.read(), isWide: true)
        case NiciraAction.popQueue: return try body.isZero() ? .popQueue : nil
        case NiciraAction.note: return .note(try body.readBytes(body.remaining))
        case NiciraAction.multipath: return try multipath(from: &body)
        case NiciraAction.bundle: return try bundle(from: &body, loads: false)
        case NiciraAction.bundleLoad: return try bundle(from: &body, loads: true)
        case NiciraAction.resubmitTableOriginal:
            return try resubmit(from: &body).map { .resubmitOriginal(port: $0.port, table: $0.table) }
        case NiciraAction.outputRegister: return try outputField(from: &body)
        case NiciraAction.outputRegister2: return try outputLongField(from: &body)
        case NiciraAction.learn: return try learn(from: &body, isLong: false)
        case NiciraAction.learn2: return try learn(from: &body, isLong: true)
        case NiciraAction.exit: return try body.isZero() ? .exit : nil
        case NiciraAction.finTimeout:
            let idle: UInt16 = try body.read()
            let hard: UInt16 = try body.read()
            return try body.isZero() ? .finTimeout(idle: idle, hard: hard) : nil
        case NiciraAction.controller: return try plainController(from: &body)
        case NiciraAction.decrementTTLForControllers: return try controllerIDs(from: &body)
        case NiciraAction.writeMetadata:
            try body.skip(6)
            return .writeMetadata(try body.read(), mask: try body.read())
        default: return try recent(subtype, from: &body)
        }
    }

    private static func recent(_ subtype: UInt16, from body: inout ByteReader) throws(WireError) -> Action? {
        switch subtype {
        case NiciraAction.sample: return try sample(from: &body, isLong: false)
        case NiciraAction.sample2, NiciraAction.sample3:
            guard let action = try sample(from: &body, isLong: true), case .sample(let sample) = action,
                (sample.direction != .unspecified) == (subtype == NiciraAction.sample3)
            else { return nil }
            return action
        case NiciraAction.outputTruncated:
            let port = PortNumber(narrow: try body.read())
            let length: UInt32 = try body.read()
            return length >= 14 && body.isAtEnd ? .outputTruncated(port, maxLength: length) : nil
        case NiciraAction.encap: return try encap(from: &body)
        case NiciraAction.decap:
            guard try body.read(as: UInt16.self) == 0 else { return nil }
            let type: UInt32 = try body.read()
            return body.isAtEnd ? .decap(packetType: type) : nil
        case NiciraAction.decrementNSHTTL: return try body.isZero() ? .decrementNSHTTL : nil
        case NiciraAction.checkPacketLarger:
            let length: UInt16 = try body.read()
            let offset = Int(try body.read(as: UInt16.self))
            guard let result = try SubField(header: &body, offset: offset, bits: 1), try body.isZero() else {
                return nil
            }
            return .checkPacketLarger(length: length, result: result)
        case NiciraAction.deleteField:
            let header = try OXMHeader(from: &body)
            guard let field = header.field, !header.hasMask, header.payload == field.byteCount,
                try body.isZero()
            else { return nil }
            return .deleteField(field)
        default: return nil
        }
    }

    private static func plainController(from body: inout ByteReader) throws(WireError) -> Action? {
        var options = ControllerOptions()
        options.maxLength = try body.read()
        options.controllerID = try body.read()
        options.reason = try body.read()
        let action = options.action
        if case .output = action { return nil }
        return try body.isZero() ? action : nil
    }

    private static func controllerIDs(from body: inout ByteReader) throws(WireError) -> Action? {
        let count = Int(try body.read(as: UInt16.self))
        guard try body.read(as: UInt32.self) == 0, count * 2 <= body.remaining, body.remaining - count * 2 < 8 else {
            return nil
        }
        var ids: [UInt16] = []
        for _ in 0..<count { ids.append(try body.read()) }
        return try body.isZero() ? .decrementTTLForControllers(ids) : nil
    }

    private static func outputField(from body: inout ByteReader) throws(WireError) -> Action? {
        let run: UInt16 = try body.read()
        guard let part = try SubField(packed: run, header: &body) else { return nil }
        let maxLength: UInt16 = try body.read()
        return try body.isZero() ? .outputField(part, maxLength: maxLength) : nil
    }

    private static func outputLongField(from body: inout ByteReader) throws(WireError) -> Action? {
        let run: UInt16 = try body.read()
        let maxLength: UInt16 = try body.read()
        guard let part = try SubField(packed: run, header: &body), try body.isZero() else { return nil }
        return .outputField(part, maxLength: maxLength)
    }

    private static func sample(from body: inout ByteReader, isLong: Bool) throws(WireError) -> Action? {
        var sample = Sample(probability: try body.read())
        sample.collectorSet = try body.read()
        sample.observationDomain = try body.read()
        sample.observationPoint = try body.read()
        if isLong {
            let port = PortNumber(narrow: try body.read())
            sample.port = port == .any ? nil : port
            guard let direction = Sample.Direction(rawValue: try body.read()) else { return nil }
            sample.direction = direction
        }
        guard sample.probability != 0 else { return nil }
        return try body.isZero() ? .sample(sample) : nil
    }
}

extension SubField {
    /// A part whose offset and width stand in sixteen bits before the header.
    init?(packed run: UInt16, header reader: inout ByteReader) throws(WireError) {
        try self.init(header: &reader, offset: Int(run >> 6), bits: Int(run & 0x3f) + 1)
    }
}
