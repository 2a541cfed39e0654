import Wire

/// The first message of both sides (section 7.5.1).
public struct Hello: Hashable, Sendable {
    /// The version bytes the peer speaks, from its bitmap; nil when it sent none and the header's version is all it said.
    public let versions: Set<UInt8>?
    /// All elements as they came, where there is more than such a bitmap; empty otherwise.
    public let elements: [UInt8]

    public init(versions: Set<UInt8>?) {
        self.versions = versions
        elements = []
    }

    public init(_ versions: ClosedRange<OpenFlowVersion>) {
        self.init(versions: Set(OpenFlowVersion.allCases.filter { versions.contains($0) }.map(\.rawValue)))
    }

    /// Elements of an unknown type, and bytes behind the last one, are kept and mean nothing, as the specification asks: a
    /// peer of a later version may say more.
    init(from reader: inout ByteReader) throws(WireError) {
        var whole = reader
        let elements = try whole.readBytes(whole.remaining)
        versions = try Self.versions(from: &reader)
        try reader.skip(reader.remaining)
        var plain = ByteWriter()
        Self.encode(versions, into: &plain)
        self.elements = plain.bytes == elements ? [] : elements
    }

    private static func versions(from reader: inout ByteReader) throws(WireError) -> Set<UInt8>? {
        var versions: Set<UInt8>?
        while reader.remaining >= 4 {
            let type: UInt16 = try reader.read()
            let length = Int(try reader.read(as: UInt16.self))
            guard length >= 4 else { throw WireError(.invalid("hello element of \(length) bytes"), at: reader.offset) }
            var element = try reader.slice(length - 4)
            try reader.skip(min((8 - length % 8) % 8, reader.remaining))
            guard type == 1 else { continue }
            var found: Set<UInt8> = []
            var word = 0
            while element.remaining >= 4 {
                let bits: UInt32 = try element.read()
                // Versions are bytes: eight words hold them all.
                guard word < 8 else { break }
                for bit in 0..<32 where bits & 1 << bit != 0 { found.insert(UInt8(word * 32 + bit)) }
                word += 1
            }
            versions = found
        }
        return versions
    }

    func encode(into writer: inout ByteWriter) {
        guard elements.isEmpty else { return writer.write(bytes: elements) }
        Self.encode(versions, into: &writer)
    }

    private static func encode(_ versions: Set<UInt8>?, into writer: inout ByteWriter) {
        guard let versions else { return }
        var words = [UInt32](repeating: 0, count: Int(versions.max() ?? 0) / 32 + 1)
        for version in versions { words[Int(version) / 32] |= 1 << (version % 32) }
        let start = writer.count
        writer.write(UInt16(1))
        writer.write(UInt16(4 + 4 * words.count))
        for word in words { writer.write(word) }
        writer.pad(to: 8, from: start)
    }
}
