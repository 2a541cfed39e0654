import Wire

extension GroupModification {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let rawCommand: UInt16 = try reader.read()
        guard let command = GroupCommand(rawValue: rawCommand) else {
            throw WireError(.invalid("group command \(rawCommand)"), at: reader.offset - 2)
        }
        let type = try GroupType(from: &reader)
        try reader.skip(1)
        let id: UInt32 = try reader.read()
        var group = Group(id: id, type: type, buckets: [])
        var bucket: UInt32 = 0xffff_ffff
        if version == .v1_5 {
            let length = Int(try reader.read(as: UInt16.self))
            try reader.skip(2)
            bucket = try reader.read()
            var list = try reader.slice(length)
            group.buckets = try Bucket.list(from: &list, version: version, type: type)
            group.properties = try reader.readBytes(reader.remaining)
        } else {
            group.buckets = try Bucket.list(from: &reader, version: version, type: type)
        }
        self.init(command, group, bucket: bucket)
    }

    /// The body, without the header. 1.3 and 1.4 have no group properties and no bucket ids: those are left out.
    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(command.rawValue)
        writer.write(group.type.rawValue)
        writer.writeZeros(1)
        writer.write(group.id)
        guard version == .v1_5 else {
            for bucket in group.buckets { bucket.encode(into: &writer, version: version, type: group.type) }
            return
        }
        let lengthOffset = writer.count
        writer.write(UInt16(0))
        writer.writeZeros(2)
        writer.write(bucket)
        let start = writer.count
        for bucket in group.buckets { bucket.encode(into: &writer, version: version, type: group.type) }
        writer.patchLength(at: lengthOffset, from: start)
        writer.write(bytes: group.properties)
    }
}

extension GroupType {
    init(from reader: inout ByteReader) throws(WireError) {
        let raw: UInt8 = try reader.read()
        guard let type = GroupType(rawValue: raw) else {
            throw WireError(.invalid("group type \(raw)"), at: reader.offset - 1)
        }
        self = type
    }
}

extension Group {
    /// One entry of OFPMP_GROUP_DESC.
    init(description reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 8 else { throw WireError(.invalid("group of \(length) bytes"), at: reader.offset - 2) }
        var body = try reader.slice(length - 2)
        let type = try GroupType(from: &body)
        try body.skip(1)
        self.init(id: try body.read(), type: type, buckets: [])
        guard version == .v1_5 else {
            buckets = try Bucket.list(from: &body, version: version, type: type)
            return
        }
        let bucketsLength = Int(try body.read(as: UInt16.self))
        try body.skip(6)
        var list = try body.slice(bucketsLength)
        buckets = try Bucket.list(from: &list, version: version, type: type)
        properties = try body.readBytes(body.remaining)
    }

    func encodeDescription(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let start = writer.count
        writer.write(UInt16(0))
        writer.write(type.rawValue)
        writer.writeZeros(1)
        writer.write(id)
        let lengthOffset = writer.count
        if version == .v1_5 { writer.writeZeros(8) }
        let list = writer.count
        for bucket in buckets { bucket.encode(into: &writer, version: version, type: type) }
        if version == .v1_5 {
            writer.patchLength(at: lengthOffset, from: list)
            writer.write(bytes: properties)
        }
        writer.patchLength(at: start, from: start)
    }
}
