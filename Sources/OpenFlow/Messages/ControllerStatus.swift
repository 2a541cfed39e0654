import Wire

/// How a switch stands with one of its controllers: OFPT_CONTROLLER_STATUS and an entry of OFPMP_CONTROLLER_STATUS
/// (section 7.4.6), 1.5 only.
public struct ControllerStatus: Hashable, Sendable {
    public enum Property: Hashable, Sendable {
        /// The connection, for example `tls:192.0.2.1:6653`, in bytes.
        case uri([UInt8])
        case other(OtherProperty)
    }

    /// 0xffff: none.
    public var shortID: UInt16
    /// OFPCR_ROLE_*.
    public var role: UInt32
    /// OFPCSR_*.
    public var reason: UInt8
    /// OFPCT_STATUS_*: 0 up, 1 down.
    public var channel: UInt8
    public var properties: [Property]

    public init(shortID: UInt16, role: UInt32, reason: UInt8, channel: UInt8, properties: [Property] = []) {
        self.shortID = shortID
        self.role = role
        self.reason = reason
        self.channel = channel
        self.properties = properties
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 16 else {
            throw WireError(.invalid("controller status of \(length) bytes"), at: reader.offset - 2)
        }
        var body = try reader.slice(length - 2)
        shortID = try body.read()
        role = try body.read()
        reason = try body.read()
        channel = try body.read()
        try body.skip(6)
        properties = try Property.list(from: &body)
    }

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.write(UInt16(0))
        writer.write(shortID)
        writer.write(role)
        writer.write(reason)
        writer.write(channel)
        writer.writeZeros(6)
        writer.write(properties: properties)
        writer.patchLength(at: start, from: start)
    }
}

extension ControllerStatus.Property: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        self =
            type == 0
            ? .uri(try value.readBytes(value.remaining)) : .other(try OtherProperty(type: type, value: &value))
    }

    var propertyType: UInt16 {
        switch self {
        case .uri: 0
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .uri(let bytes): writer.write(bytes: bytes)
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}
