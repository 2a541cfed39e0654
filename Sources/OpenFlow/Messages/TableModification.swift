import Wire

/// How a table is to behave: OFPT_TABLE_MOD (section 7.3.3).
public struct TableModification: Hashable, Sendable {
    /// 0xff: all.
    public var table: UInt8
    /// OFPTC_* bits: 4 eviction, 8 vacancy events (1.4 and later); 3 is deprecated.
    public var configuration: UInt32
    /// 1.4 and later.
    public var properties: [TableProperty]

    public init(table: UInt8, configuration: UInt32, properties: [TableProperty] = []) {
        self.table = table
        self.configuration = configuration
        self.properties = properties
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        table = try reader.read()
        try reader.skip(3)
        configuration = try reader.read()
        properties = version == .v1_3 ? [] : try TableProperty.list(from: &reader)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(table)
        writer.writeZeros(3)
        writer.write(configuration)
        if version > .v1_3 { writer.write(properties: properties) }
    }
}

/// How a table behaves: an entry of OFPMP_TABLE_DESC (section 7.3.5.4), 1.4 and later.
public struct TableDescription: Hashable, Sendable {
    public var table: UInt8
    /// OFPTC_* bits.
    public var configuration: UInt32
    public var properties: [TableProperty]

    public init(table: UInt8, configuration: UInt32, properties: [TableProperty] = []) {
        self.table = table
        self.configuration = configuration
        self.properties = properties
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 8 else { throw WireError(.invalid("table of \(length) bytes"), at: reader.offset - 2) }
        var body = try reader.slice(length - 2)
        table = try body.read()
        try body.skip(1)
        configuration = try body.read()
        properties = try TableProperty.list(from: &body)
    }

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.write(UInt16(0))
        writer.write(table)
        writer.writeZeros(1)
        writer.write(configuration)
        writer.write(properties: properties)
        writer.patchLength(at: start, from: start)
    }
}

/// A table's room passed a threshold: OFPT_TABLE_STATUS (section 7.4.5), 1.4 and later.
public struct TableStatus: Hashable, Sendable {
    /// OFPTR_*: 3 vacancy went below its threshold, 4 above it.
    public var reason: UInt8
    public var table: TableDescription

    public init(reason: UInt8, table: TableDescription) {
        self.reason = reason
        self.table = table
    }

    init(from reader: inout ByteReader) throws(WireError) {
        reason = try reader.read()
        try reader.skip(7)
        table = try TableDescription(from: &reader)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(reason)
        writer.writeZeros(7)
        table.encode(into: &writer)
    }
}

/// OFPTMPT_*, section 7.3.3.
public enum TableProperty: Hashable, Sendable {
    /// OFPTMPEF_* bits: 1 other, 2 importance, 4 lifetime.
    case eviction(flags: UInt32)
    /// Percentages; `current` only in descriptions.
    case vacancy(down: UInt8, up: UInt8, current: UInt8)
    case other(OtherProperty)
}

extension TableProperty: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (2, 4): self = .eviction(flags: try value.read())
        case (3, 4):
            self = .vacancy(down: try value.read(), up: try value.read(), current: try value.read())
            try value.skip(1)
        default: self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .eviction: 2
        case .vacancy: 3
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .eviction(let flags): writer.write(flags)
        case .vacancy(let down, let up, let current):
            for byte in [down, up, current, 0] { writer.write(byte) }
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}
