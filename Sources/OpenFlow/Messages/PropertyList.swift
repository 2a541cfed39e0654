import Wire

/// A property of one kind of structure: lists of them keep the order in which they came, so that what decodes encodes to
/// the same bytes, and what is not known stays in its place.
protocol PropertyCodable: Hashable, Sendable {
    /// Reads the value; what it leaves over is an error.
    init(type: UInt16, value: inout ByteReader) throws(WireError)
    var propertyType: UInt16 { get }
    func encodeValue(into writer: inout ByteWriter)
}

extension PropertyCodable {
    /// Properties to the end of `reader`, with their padding.
    static func list(from reader: inout ByteReader) throws(WireError) -> [Self] {
        var result: [Self] = []
        while !reader.isAtEnd {
            try Property.next(from: &reader) { (type, value) throws(WireError) in
                result.append(try Self(type: type, value: &value))
                try value.requireEnd()
            }
        }
        return result
    }
}

extension ByteWriter {
    mutating func write(properties: [some PropertyCodable]) {
        for property in properties {
            writeProperty(property.propertyType) { property.encodeValue(into: &$0) }
        }
    }
}

/// A property that this library gives no meaning to; it is kept as it came.
public enum OtherProperty: Hashable, Sendable {
    /// OFP…PT_EXPERIMENTER, 0xffff in every structure.
    case experimenter(experimenter: UInt32, type: UInt32, data: [UInt8])
    case unknown(type: UInt16, value: [UInt8])
}

extension OtherProperty: PropertyCodable {
    static let experimenterType: UInt16 = 0xffff

    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        if type == Self.experimenterType, value.remaining >= 8 {
            self = .experimenter(
                experimenter: try value.read(), type: try value.read(), data: try value.readBytes(value.remaining))
        } else {
            self = .unknown(type: type, value: try value.readBytes(value.remaining))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .experimenter: Self.experimenterType
        case .unknown(let type, _): type
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .experimenter(let experimenter, let type, let data):
            writer.write(experimenter)
            writer.write(type)
            writer.write(bytes: data)
        case .unknown(_, let value): writer.write(bytes: value)
        }
    }
}
