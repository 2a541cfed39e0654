import NetworkTypes
import Wire

extension Action {
    /// Nicira and ONF actions; nil for those that are not known.
    static func experimenter(
        from body: inout ByteReader, version: OpenFlowVersion, depth: Int
    ) throws(WireError) -> Action? {
        guard body.remaining >= 8 else { return nil }
        let experimenter: UInt32 = try body.read()
        let subtype: UInt16 = try body.read()
        guard experimenter == Experimenter.nicira else {
            // ONF's copy-field for 1.3: the same as copy-field of 1.5, two bytes later.
            guard experimenter == Experimenter.onf, subtype == 3200, version < .v1_5,
                try body.read(as: UInt16.self) == 0
            else { return nil }
            return try move(from: &body, padding: 2)
        }
        switch subtype {
        case NiciraAction.registerMove where version < .v1_5: return try move(from: &body, padding: 0)
        case NiciraAction.registerLoad where version < .v1_5: return try load(from: &body)
        case NiciraAction.registerLoad2 where version < .v1_5:
            var copy = body
            if let action = try setMetadata(from: &copy) { return action }
            guard let field = try field(from: &body), field.mask != nil, field.mask != 0, field.isKeptByActions else {
                return nil
            }
            return try body.isZero() ? .setField(field) : nil
        case NiciraAction.resubmit: return try resubmitPort(from: &body)
        case NiciraAction.resubmitTable:
            return try resubmit(from: &body).map { .resubmit(port: $0.port, table: $0.table) }
        case NiciraAction.push: return try stack(from: &body).map { .push($0) }
        case NiciraAction.pop: return try stack(from: &body).map { .pop($0) }
        case NiciraAction.controller2: return try controller(from: &body)
        case NiciraAction.conntrack: return try conntrack(from: &body, version: version, depth: depth)
        case NiciraAction.nat: return try nat(from: &body)
        case NiciraAction.clearConntrack: return try body.isZero() ? .clearConntrack : nil
        case NiciraAction.clone:
            try body.skip(6)
            return .clone(try list(from: &body, version: version, depth: depth + 1))
        case NiciraAction.conjunction:
            let clause: UInt8 = try body.read()
            let count: UInt8 = try body.read()
            return .conjunction(id: try body.read(), clause: clause, count: count)
        default: return try rare(subtype, from: &body)
        }
    }

    private static func load(from body: inout ByteReader) throws(WireError) -> Action? {
        let run: UInt16 = try body.read()
        let bits = Int(run & 0x3f) + 1
        let offset = Int(run >> 6)
        guard let part = try SubField(header: &body, offset: offset, bits: bits), part.field != .inPort else {
            return nil
        }
        let value = UInt128(try body.read(as: UInt64.self))
        let ones: UInt128 = ~0 >> UInt128(128 - bits)
        guard value & ~ones == 0 else { return nil }
        if part.field.metadataNumber != nil { return .setTunnelMetadata(TunnelMetadata(part, value)) }
        let mask = ones << UInt128(offset)
        return .setField(MatchField(unchecked: part.field, value << UInt128(offset), mask: mask).fromActions)
    }

    static func resubmit(from body: inout ByteReader) throws(WireError) -> (port: PortNumber?, table: UInt8)? {
        let port = PortNumber(narrow: try body.read())
        let table: UInt8 = try body.read()
        guard try body.isZero() else { return nil }
        return (port == .inPort ? nil : port, table)
    }

    /// The form without a table, which is the one the packet is in.
    private static func resubmitPort(from body: inout ByteReader) throws(WireError) -> Action? {
        let port = PortNumber(narrow: try body.read())
        return try body.isZero() ? .resubmit(port: port == .inPort ? nil : port, table: 0xff) : nil
    }

    private static func stack(from body: inout ByteReader) throws(WireError) -> SubField? {
        let offset = Int(try body.read(as: UInt16.self))
        var header = body
        guard let field = try OXMHeader(from: &header).field, field != .inPort else { return nil }
        let bits = Int(try header.read(as: UInt16.self))
        guard let part = try SubField(header: &body, offset: offset, bits: bits), part.field == field else {
            return nil
        }
        try body.skip(2)
        return try body.isZero() ? part : nil
    }

    private static func controller(from body: inout ByteReader) throws(WireError) -> Action? {
        guard try body.read(as: UInt32.self) == 0, try body.read(as: UInt16.self) == 0 else { return nil }
        var options = ControllerOptions()
        var previous = -1
        while !body.isAtEnd {
            let type = Int(try body.read(as: UInt16.self))
            let length = Int(try body.read(as: UInt16.self))
            guard length >= 4, type > previous else { return nil }
            previous = type
            var value = try body.slice(length - 4)
            try body.skip((8 - length % 8) % 8)
            switch (type, length) {
            case (0, 6), (0, 8): options.maxLength = try value.read()
            case (1, 6), (1, 8): options.controllerID = try value.read()
            case (2, 5): options.reason = try value.read()
            case (3, _): options.userdata = try value.readBytes(length - 4)
            case (4, 4): options.pauses = true
            case (5, 8): options.meter = try value.read()
            default: return nil
            }
        }
        // Without any of these it would be written as plain output.
        let action = options.action
        if case .output = action { return nil }
        return action
    }
}
