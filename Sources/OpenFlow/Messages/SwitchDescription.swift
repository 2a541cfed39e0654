import Wire

/// Who made the switch: OFPMP_DESC (section 7.3.5.2).
public struct SwitchDescription: Hashable, Sendable {
    public var manufacturer: String
    public var hardware: String
    public var software: String
    public var serialNumber: String
    public var datapath: String
    /// The fields as they came, where they are not the texts and zeros.
    private var raw: [UInt8] = []

    public init(manufacturer: String, hardware: String, software: String, serialNumber: String, datapath: String) {
        self.manufacturer = manufacturer
        self.hardware = hardware
        self.software = software
        self.serialNumber = serialNumber
        self.datapath = datapath
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let bytes = try reader.readBytes(Self.byteCount)
        self = try ByteReader.read(bytes) { (fields) throws(WireError) in try Self(fields: &fields) }
        var writer = ByteWriter()
        encodeFields(into: &writer)
        if writer.bytes != bytes { raw = bytes }
    }

    private static let byteCount = 4 * 256 + 32

    private init(fields reader: inout ByteReader) throws(WireError) {
        manufacturer = try reader.readText(256)
        hardware = try reader.readText(256)
        software = try reader.readText(256)
        serialNumber = try reader.readText(32)
        datapath = try reader.readText(256)
    }

    func encode(into writer: inout ByteWriter) {
        guard !raw.isEmpty,
            let kept = try? ByteReader.read(raw, { (fields) throws(WireError) in try Self(fields: &fields) }),
            kept.manufacturer == manufacturer, kept.hardware == hardware, kept.software == software,
            kept.serialNumber == serialNumber, kept.datapath == datapath
        else { return encodeFields(into: &writer) }
        writer.write(bytes: raw)
    }

    private func encodeFields(into writer: inout ByteWriter) {
        writer.write(text: manufacturer, byteCount: 256)
        writer.write(text: hardware, byteCount: 256)
        writer.write(text: software, byteCount: 256)
        writer.write(text: serialNumber, byteCount: 32)
        writer.write(text: datapath, byteCount: 256)
    }
}

extension ByteReader {
    /// Text that ends at a zero byte, in a field of fixed size.
    @_lifetime(self: copy self)
    mutating func readText(_ byteCount: Int) throws(WireError) -> String {
        String(decoding: try readBytes(byteCount).prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension ByteWriter {
    /// Text in a field of fixed size, cut so that a zero byte ends it.
    mutating func write(text: String, byteCount: Int) {
        let bytes = text.utf8.prefix(byteCount - 1)
        write(bytes: bytes)
        writeZeros(byteCount - bytes.count)
    }
}
