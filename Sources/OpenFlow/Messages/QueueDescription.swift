public import NetworkTypes
import Wire

/// How a queue is set up: an entry of OFPMP_QUEUE_DESC (section 7.3.5.9), in 1.3 of OFPT_QUEUE_GET_CONFIG_REPLY.
public struct QueueDescription: Hashable, Sendable {
    public enum Property: Hashable, Sendable {
        /// In 1/1000 of the port's rate; above 1000: not set.
        case minimumRate(UInt16)
        case maximumRate(UInt16)
        case other(OtherProperty)
    }

    public var port: PortNumber
    public var queue: UInt32
    public var properties: [Property]

    public init(port: PortNumber, queue: UInt32, properties: [Property] = []) {
        self.port = port
        self.queue = queue
        self.properties = properties
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let first: UInt32 = try reader.read()
        let second: UInt32 = try reader.read()
        port = PortNumber(version == .v1_3 ? second : first)
        queue = version == .v1_3 ? first : second
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 16 else { throw WireError(.invalid("queue of \(length) bytes"), at: reader.offset - 2) }
        var body = try reader.slice(length - 10)
        try body.skip(6)
        properties = []
        guard version == .v1_3 else {
            properties = try Property.list(from: &body)
            return
        }
        while !body.isAtEnd { properties.append(try Property(legacy: &body)) }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let start = writer.count
        writer.write(version == .v1_3 ? queue : port.rawValue)
        writer.write(version == .v1_3 ? port.rawValue : queue)
        writer.writeZeros(8)
        if version == .v1_3 {
            for property in properties { property.encodeLegacy(into: &writer) }
        } else {
            writer.write(properties: properties)
        }
        writer.patchLength(at: start + 8, from: start)
    }
}

extension QueueDescription.Property: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (1, 4): self = .minimumRate(try value.read())
        case (2, 4): self = .maximumRate(try value.read())
        default:
            self = .other(try OtherProperty(type: type, value: &value))
            return
        }
        try value.skip(2)
    }

    var propertyType: UInt16 {
        switch self {
        case .minimumRate: 1
        case .maximumRate: 2
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .minimumRate(let rate), .maximumRate(let rate):
            writer.write(rate)
            writer.writeZeros(2)
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}

/// The form of 1.3: four bytes of padding in the head, rates padded to eight bytes, and nothing behind a length.
extension QueueDescription.Property {
    fileprivate init(legacy reader: inout ByteReader) throws(WireError) {
        let type: UInt16 = try reader.read()
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 8 else {
            throw WireError(.invalid("queue property of \(length) bytes"), at: reader.offset - 2)
        }
        var value = try reader.slice(length - 4)
        try value.skip(4)
        switch (type, length) {
        case (1, 16): self = .minimumRate(try value.read())
        case (2, 16): self = .maximumRate(try value.read())
        case (OtherProperty.experimenterType, 16...):
            // Experimenters have no type of their own here, but padding in its place.
            self = .other(try OtherProperty(type: type, value: &value))
        default: self = .other(.unknown(type: type, value: try value.readBytes(value.remaining)))
        }
    }

    fileprivate func encodeLegacy(into writer: inout ByteWriter) {
        let start = writer.count
        writer.write(propertyType)
        writer.writeZeros(6)
        switch self {
        case .minimumRate(let rate), .maximumRate(let rate):
            writer.write(rate)
            writer.writeZeros(6)
        case .other(let other): other.encodeValue(into: &writer)
        }
        writer.patchLength(at: start + 2, from: start)
    }
}
