import Wire

/// How a select group chooses: NTR_PROP_SELECTION_METHOD of Netronome's `netronome-ext.h`, a group property of 1.5.
public struct SelectionMethod: Hashable, Sendable {
    /// `hash` or `dp_hash` in Open vSwitch; at most 15 bytes.
    public var name: String
    public var parameter: UInt64
    /// The fields to hash, each with the bits that count as its value.
    public var fields: Match

    public init(_ name: String, parameter: UInt64 = 0, fields: Match = Match()) {
        self.name = name
        self.parameter = parameter
        self.fields = fields
    }

    private static let experimenter: UInt32 = 0x0000_154d
    /// What Open vSwitch 2.4 wrote, and later ones still read.
    private static let formerExperimenter: UInt32 = 0x0000_1540
    static let type: UInt32 = 1

    /// Whether properties of this experimenter may be selection methods.
    static func isExperimenter(_ number: UInt32) -> Bool { number == experimenter || number == formerExperimenter }

    /// The first one among the properties of a group; nil when there is none that can be read.
    init?(properties: [UInt8]) {
        guard !properties.isEmpty else { return nil }
        let found = try? ByteReader.read(properties) { (reader) throws(WireError) -> SelectionMethod? in
            for property in try OtherProperty.list(from: &reader) {
                guard case .experimenter(let experimenter, Self.type, let data) = property,
                    Self.isExperimenter(experimenter)
                else { continue }
                return try ByteReader.read(data) { (body) throws(WireError) in try SelectionMethod(from: &body) }
            }
            return nil
        }
        guard let method = found ?? nil else { return nil }
        self = method
    }

    private init(from reader: inout ByteReader) throws(WireError) {
        try reader.skip(4)
        name = try reader.readText(16)
        parameter = try reader.read()
        fields = try Match(fields: &reader)
    }

    /// The property with its padding, as it stands among those of a group.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeProperty(OtherProperty.experimenterType) {
            $0.write(Self.experimenter)
            $0.write(Self.type)
            $0.writeZeros(4)
            $0.write(text: name, byteCount: 16)
            $0.write(parameter)
            $0.writeFields(of: fields, version: .v1_5)
        }
        return writer.take()
    }
}

extension Group {
    /// How a select group chooses; nil: the switch's own way. Setting it replaces all properties.
    public var selection: SelectionMethod? {
        get { SelectionMethod(properties: properties) }
        set { properties = newValue?.encoded ?? [] }
    }
}
