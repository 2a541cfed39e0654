import Wire

extension PortStatistics.Property: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (0, 36):
            try value.skip(4)
            self = .ethernet(try .init(from: &value))
        case (1, 40):
            try value.skip(4)
            self = .optical(try .init(from: &value))
        default: self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .ethernet: 0
        case .optical: 1
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .ethernet(let ethernet):
            writer.writeZeros(4)
            ethernet.encode(into: &writer)
        case .optical(let optical):
            writer.writeZeros(4)
            optical.encode(into: &writer)
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}

extension PortStatistics.Ethernet {
    init(from reader: inout ByteReader) throws(WireError) {
        frameErrors = try reader.read()
        overrunErrors = try reader.read()
        crcErrors = try reader.read()
        collisions = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        for counter in [frameErrors, overrunErrors, crcErrors, collisions] { writer.write(counter) }
    }
}

extension PortStatistics.Optical {
    init(from reader: inout ByteReader) throws(WireError) {
        flags = try reader.read()
        transmitFrequency = try reader.read()
        transmitOffset = try reader.read()
        transmitGridSpan = try reader.read()
        receiveFrequency = try reader.read()
        receiveOffset = try reader.read()
        receiveGridSpan = try reader.read()
        transmitPower = try reader.read()
        receivePower = try reader.read()
        biasCurrent = try reader.read()
        temperature = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        for word in [
            flags, transmitFrequency, transmitOffset, transmitGridSpan, receiveFrequency, receiveOffset,
            receiveGridSpan,
        ] { writer.write(word) }
        for half in [transmitPower, receivePower, biasCurrent, temperature] { writer.write(half) }
    }
}
