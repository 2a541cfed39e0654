import Wire

/// Forgets connections: NXT_CT_FLUSH of `nicira-ext.h`. What is not said matches any.
public struct ConntrackFlush: Hashable, Sendable {
    public enum Property: Hashable, Sendable {
        case original([Endpoint])
        case reply([Endpoint])
        case zone(UInt16)
        case other(OtherProperty)
    }

    /// A part of a tuple: NXT_CT_TUPLE_*.
    public enum Endpoint: Hashable, Sendable {
        /// IPv4 addresses are mapped: `::ffff:a.b.c.d`.
        case source(UInt128)
        case destination(UInt128)
        case sourcePort(UInt16)
        case destinationPort(UInt16)
        case icmpID(UInt16)
        case icmpType(UInt8)
        case icmpCode(UInt8)
        case other(OtherProperty)
    }

    public var ipProtocol: UInt8
    public var properties: [Property]

    public init(ipProtocol: UInt8 = 0, properties: [Property] = []) {
        self.ipProtocol = ipProtocol
        self.properties = properties
    }

    init(from reader: inout ByteReader) throws(WireError) {
        ipProtocol = try reader.read()
        try reader.skip(7)
        properties = try Property.list(from: &reader)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(ipProtocol)
        writer.writeZeros(7)
        writer.write(properties: properties)
    }
}

extension ConntrackFlush.Property: PropertyCodable {
    /// Nested properties stand behind four bytes of padding.
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (0, 4...):
            try value.skip(4)
            self = .original(try ConntrackFlush.Endpoint.list(from: &value))
        case (1, 4...):
            try value.skip(4)
            self = .reply(try ConntrackFlush.Endpoint.list(from: &value))
        case (2, 2): self = .zone(try value.read())
        default: self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .original: 0
        case .reply: 1
        case .zone: 2
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .original(let endpoints), .reply(let endpoints):
            writer.writeZeros(4)
            writer.write(properties: endpoints)
        case .zone(let zone): writer.write(zone)
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}

extension ConntrackFlush.Endpoint: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (0, 16): self = .source(try value.readInteger(byteCount: 16))
        case (1, 16): self = .destination(try value.readInteger(byteCount: 16))
        case (2, 2): self = .sourcePort(try value.read())
        case (3, 2): self = .destinationPort(try value.read())
        case (4, 2): self = .icmpID(try value.read())
        case (5, 1): self = .icmpType(try value.read())
        case (6, 1): self = .icmpCode(try value.read())
        default: self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .source: 0
        case .destination: 1
        case .sourcePort: 2
        case .destinationPort: 3
        case .icmpID: 4
        case .icmpType: 5
        case .icmpCode: 6
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .source(let address), .destination(let address): writer.write(address, byteCount: 16)
        case .sourcePort(let number), .destinationPort(let number), .icmpID(let number): writer.write(number)
        case .icmpType(let number), .icmpCode(let number): writer.write(number)
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}
