import Wire

/// OFPMC_*, section 7.3.4.5.
public enum MeterCommand: UInt16, Hashable, Sendable {
    case add = 0
    case modify = 1
    case delete = 2
}

/// A meter_mod: a meter and what is to be done with it. Not allowed in bundles: Open vSwitch answers OFPBFC_MSG_UNSUP.
public struct MeterModification: Hashable, Sendable {
    public var command: MeterCommand
    public var meter: Meter

    public init(_ command: MeterCommand, _ meter: Meter) {
        self.command = command
        self.meter = meter
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let raw: UInt16 = try reader.read()
        guard let command = MeterCommand(rawValue: raw) else {
            throw WireError(.invalid("meter command \(raw)"), at: reader.offset - 2)
        }
        let flags = Meter.Flags(rawValue: try reader.read())
        let id: UInt32 = try reader.read()
        self.init(command, Meter(id: id, flags: flags, bands: try Meter.bands(from: &reader)))
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(command.rawValue)
        writer.write(meter.flags.rawValue)
        writer.write(meter.id)
        meter.encodeBands(into: &writer)
    }
}

extension Meter {
    /// One entry of OFPMP_METER_CONFIG (1.5: OFPMP_METER_DESC).
    init(configuration reader: inout ByteReader) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 8 else { throw WireError(.invalid("meter of \(length) bytes"), at: reader.offset - 2) }
        var body = try reader.slice(length - 2)
        let flags = Flags(rawValue: try body.read())
        let id: UInt32 = try body.read()
        self.init(id: id, flags: flags, bands: try Meter.bands(from: &body))
    }

    func encodeConfiguration(into writer: inout ByteWriter) {
        let start = writer.count
        writer.write(UInt16(0))
        writer.write(flags.rawValue)
        writer.write(id)
        encodeBands(into: &writer)
        writer.patchLength(at: start, from: start)
    }
}
