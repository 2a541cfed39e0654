import NetworkTypes
import Wire

extension Bucket {
    /// Bucket properties of 1.5: OFPGBPT_*.
    private enum Kind {
        static let weight: UInt16 = 0
        static let watchPort: UInt16 = 1
        static let watchGroup: UInt16 = 2
    }

    static func list(
        from reader: inout ByteReader, version: OpenFlowVersion, type: GroupType
    ) throws(WireError) -> [Bucket] {
        var result: [Bucket] = []
        while !reader.isAtEnd {
            let length = Int(try reader.peek(as: UInt16.self))
            guard length >= (version == .v1_5 ? 8 : 16), length % 8 == 0 else {
                throw WireError(.invalid("bucket of \(length) bytes"), at: reader.offset)
            }
            var body = try reader.slice(length)
            try body.skip(2)
            result.append(
                version == .v1_5
                    ? try Bucket(native: &body, type: type)
                    : try Bucket(legacy: &body, id: UInt32(result.count), version: version))
        }
        return result
    }

    /// 1.3 and 1.4 have no ids; the place in the list stands for one.
    private init(legacy body: inout ByteReader, id: UInt32, version: OpenFlowVersion) throws(WireError) {
        let weight: UInt16 = try body.read()
        let watchPort: UInt32 = try body.read()
        let watchGroup: UInt32 = try body.read()
        try body.skip(4)
        self.init(
            id: id, weight: weight, watchPort: PortNumber(watchPort), watchGroup: watchGroup,
            actions: try Action.list(from: &body, version: version))
    }

    /// A select group's bucket that has no weight counts once, as Open vSwitch has it.
    private init(native body: inout ByteReader, type: GroupType) throws(WireError) {
        let actionsLength = Int(try body.read(as: UInt16.self))
        let id: UInt32 = try body.read()
        var list = try body.slice(actionsLength)
        self.init(
            id: id, weight: type == .select ? 1 : 0, actions: try Action.list(from: &list, version: .v1_5))
        while !body.isAtEnd {
            let length = Int(try body.peek(ahead: 2, as: UInt16.self))
            guard length >= 4 else { throw WireError(.invalid("property of \(length) bytes"), at: body.offset) }
            var property = try body.slice((length + 7) / 8 * 8)
            switch (try property.peek(as: UInt16.self), length) {
            case (Kind.weight, 8): weight = try property.peek(ahead: 4)
            case (Kind.watchPort, 8): watchPort = PortNumber(try property.peek(ahead: 4))
            case (Kind.watchGroup, 8): watchGroup = try property.peek(ahead: 4)
            default: unknown += try property.readBytes(property.remaining)
            }
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion, type: GroupType?) {
        let start = writer.count
        writer.write(UInt16(0))
        if version < .v1_5 {
            writer.write(weight)
            writer.write(watchPort.rawValue)
            writer.write(watchGroup)
            writer.writeZeros(4)
            writer.write(actions, version: version)
            writer.patchLength(at: start, from: start)
            return
        }
        let lengthOffset = writer.count
        writer.write(UInt16(0))
        writer.write(id)
        let list = writer.count
        writer.write(actions, version: version)
        writer.patchLength(at: lengthOffset, from: list)
        // As Open vSwitch: weights of select groups only, watches where there are any.
        if type == .select || weight != 0 {
            writer.writeProperty(Kind.weight) {
                $0.write(weight)
                $0.writeZeros(2)
            }
        }
        if watchPort != .any { writer.writeProperty(Kind.watchPort) { $0.write(watchPort.rawValue) } }
        if watchGroup != 0xffff_ffff { writer.writeProperty(Kind.watchGroup) { $0.write(watchGroup) } }
        writer.write(bytes: unknown)
        writer.patchLength(at: start, from: start)
    }
}
