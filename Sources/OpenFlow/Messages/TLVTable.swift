import Wire

/// Maps an option of Geneve to one of the fields `tun_metadata`: struct nx_tlv_map of `nicira-ext.h`.
public struct TLVMapping: Hashable, Sendable {
    public var optionClass: UInt16
    public var optionType: UInt8
    /// Bytes; a multiple of 4, at most 124.
    public var optionLength: UInt8
    /// The number behind `tun_metadata`: 0…63.
    public var index: UInt16

    public init(optionClass: UInt16, optionType: UInt8, optionLength: UInt8, index: UInt16) {
        self.optionClass = optionClass
        self.optionType = optionType
        self.optionLength = optionLength
        self.index = index
    }

    static func list(from reader: inout ByteReader) throws(WireError) -> [TLVMapping] {
        var result: [TLVMapping] = []
        while !reader.isAtEnd {
            result.append(
                TLVMapping(
                    optionClass: try reader.read(), optionType: try reader.read(), optionLength: try reader.read(),
                    index: try reader.read()))
            try reader.skip(2)
        }
        return result
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(optionClass)
        writer.write(optionType)
        writer.write(optionLength)
        writer.write(index)
        writer.writeZeros(2)
    }
}

/// NXT_TLV_TABLE_MOD.
public struct TLVTableModification: Hashable, Sendable {
    /// NXTTMC_*: add fails where an option is mapped already, clear looks at no mapping.
    public enum Command: UInt16, Hashable, Sendable {
        case add = 0
        case delete = 1
        case clear = 2
    }

    public var command: Command
    public var mappings: [TLVMapping]

    public init(_ command: Command, mappings: [TLVMapping] = []) {
        self.command = command
        self.mappings = mappings
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let raw: UInt16 = try reader.read()
        guard let command = Command(rawValue: raw) else {
            throw WireError(.invalid("TLV table command \(raw)"), at: reader.offset - 2)
        }
        self.command = command
        try reader.skip(6)
        mappings = try TLVMapping.list(from: &reader)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(command.rawValue)
        writer.writeZeros(6)
        for mapping in mappings { mapping.encode(into: &writer) }
    }
}

/// NXT_TLV_TABLE_REPLY.
public struct TLVTable: Hashable, Sendable {
    /// Bytes that all mapped options may have together.
    public var maximumSpace: UInt32
    public var maximumFields: UInt16
    public var mappings: [TLVMapping]

    public init(maximumSpace: UInt32, maximumFields: UInt16, mappings: [TLVMapping]) {
        self.maximumSpace = maximumSpace
        self.maximumFields = maximumFields
        self.mappings = mappings
    }

    init(from reader: inout ByteReader) throws(WireError) {
        maximumSpace = try reader.read()
        maximumFields = try reader.read()
        try reader.skip(10)
        mappings = try TLVMapping.list(from: &reader)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(maximumSpace)
        writer.write(maximumFields)
        writer.writeZeros(10)
        for mapping in mappings { mapping.encode(into: &writer) }
    }
}
