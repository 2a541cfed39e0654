import Wire

/// OFPTFPT_* (section 7.3.5.18.2): what a table can do with flows, and with packets that no flow matched (`…Miss`).
public enum TableFeatureProperty: Hashable, Sendable {
    /// Properties that list kinds of instructions or actions.
    public enum KindList: UInt16, Hashable, Sendable {
        case instructions = 0
        case instructionsMiss = 1
        case writeActions = 4
        case writeActionsMiss = 5
        case applyActions = 6
        case applyActionsMiss = 7
    }

    /// Properties that list tables.
    public enum TableList: UInt16, Hashable, Sendable {
        case next = 2
        case nextMiss = 3
        /// Tables this one is a copy of (1.4 and later).
        case synchronizedFrom = 16
    }

    /// Properties that list fields.
    public enum FieldList: UInt16, Hashable, Sendable {
        case match = 8
        case wildcards = 10
        case writeSetField = 12
        case writeSetFieldMiss = 13
        case applySetField = 14
        case applySetFieldMiss = 15
        /// 1.5, as all that follow.
        case writeCopyField = 18
        case writeCopyFieldMiss = 19
        case applyCopyField = 20
        case applyCopyFieldMiss = 21
    }

    /// OFPIT_* or OFPAT_*, with what an experimenter's says more.
    public struct Kind: Hashable, Sendable {
        public var type: UInt16
        public var rest: [UInt8]

        public init(type: UInt16, rest: [UInt8] = []) {
            self.type = type
            self.rest = rest
        }
    }

    /// The head of an OXM; zero as experimenter but for class 0xffff.
    public struct FieldHead: Hashable, Sendable {
        public var header: UInt32
        public var experimenter: UInt32

        public init(header: UInt32, experimenter: UInt32 = 0) {
            self.header = header
            self.experimenter = experimenter
        }
    }

    case kinds(KindList, [Kind])
    case tables(TableList, [UInt8])
    case fields(FieldList, [FieldHead])
    /// Whole OXMs of the packet types (1.5).
    case packetTypes([UInt8])
    case other(OtherProperty)
}

extension TableFeatureProperty: PropertyCodable {
    private static let packetTypesType: UInt16 = 22

    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        if let list = KindList(rawValue: type) {
            var kinds: [Kind] = []
            while !value.isAtEnd { kinds.append(try Kind(from: &value)) }
            self = .kinds(list, kinds)
        } else if let list = TableList(rawValue: type) {
            self = .tables(list, try value.readBytes(value.remaining))
        } else if let list = FieldList(rawValue: type) {
            var fields: [FieldHead] = []
            while !value.isAtEnd { fields.append(try FieldHead(from: &value)) }
            self = .fields(list, fields)
        } else if type == Self.packetTypesType {
            self = .packetTypes(try value.readBytes(value.remaining))
        } else {
            self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .kinds(let list, _): list.rawValue
        case .tables(let list, _): list.rawValue
        case .fields(let list, _): list.rawValue
        case .packetTypes: Self.packetTypesType
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .kinds(_, let kinds):
            for kind in kinds {
                writer.write(kind.type)
                writer.write(UInt16(clamping: 4 + kind.rest.count))
                writer.write(bytes: kind.rest)
            }
        case .tables(_, let bytes), .packetTypes(let bytes): writer.write(bytes: bytes)
        case .fields(_, let fields):
            for field in fields {
                writer.write(field.header)
                if field.header >> 16 == 0xffff { writer.write(field.experimenter) }
            }
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}

extension TableFeatureProperty.Kind {
    fileprivate init(from reader: inout ByteReader) throws(WireError) {
        type = try reader.read()
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 4 else { throw WireError(.invalid("kind of \(length) bytes"), at: reader.offset - 2) }
        rest = try reader.readBytes(length - 4)
    }
}

extension TableFeatureProperty.FieldHead {
    fileprivate init(from reader: inout ByteReader) throws(WireError) {
        header = try reader.read()
        experimenter = header >> 16 == 0xffff ? try reader.read() : 0
    }
}
