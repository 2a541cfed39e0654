import Wire

/// Fields without a fixed place in memory: tunnel metadata, and what this library does not know.
extension Match {
    /// In the order of their numbers.
    public var tunnelMetadata: [TunnelMetadata] {
        var result: [TunnelMetadata] = []
        var start = 0
        while start < others.count, let end = endOfMetadata(at: start) {
            if let metadata = Self.metadata(others[start..<end]) { result.append(metadata) }
            start = end
        }
        return result
    }

    /// Fields that this library does not know, whole TLVs as they came (from flows of others). Written back unchanged.
    public var unknown: [UInt8] { others.isEmpty ? [] : Array(others[endOfMetadata...]) }

    /// Sets or replaces one.
    public mutating func set(_ metadata: TunnelMetadata) {
        removeTunnelMetadata(metadata.number)
        _ = insert(metadata)
    }

    /// Nothing is asked about that option any more.
    public mutating func removeTunnelMetadata(_ number: Int) {
        let place = place(ofMetadata: number)
        if place.isThere { others.removeSubrange(place.range) }
    }

    mutating func removeUnknown() {
        if !others.isEmpty { others.removeSubrange(endOfMetadata...) }
    }

    /// False when it is there already.
    mutating func insert(_ metadata: TunnelMetadata) -> Bool {
        let place = place(ofMetadata: metadata.number)
        guard !place.isThere else { return false }
        var writer = ByteWriter()
        writer.write(metadata)
        others.insert(contentsOf: writer.take(), at: place.range.lowerBound)
        return true
    }

    /// Where the fields that are not known begin.
    var endOfMetadata: Int {
        var start = 0
        while let end = endOfMetadata(at: start) { start = end }
        return start
    }

    /// Where tunnel metadata is or would be.
    private func place(ofMetadata number: Int) -> (isThere: Bool, range: Range<Int>) {
        var start = 0
        while let end = endOfMetadata(at: start) {
            // The number stands in seven bits of the third byte.
            let found = Int(others[start + 2] >> 1) - 40
            if found == number { return (true, start..<end) }
            if found > number { break }
            start = end
        }
        return (false, start..<start)
    }

    /// The end of the tunnel metadata that begins at `start`; nil when something else stands there, or nothing.
    private func endOfMetadata(at start: Int) -> Int? {
        guard start + 4 <= others.count else { return nil }
        let header = others[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        guard TunnelMetadata.shape(header: header) != nil else { return nil }
        return start + 4 + Int(header & 0xff)
    }

    private static func metadata(_ bytes: ArraySlice<UInt8>) -> TunnelMetadata? {
        try? ByteReader.read(Array(bytes)) { (reader) throws(WireError) in try TunnelMetadata(from: &reader) }
    }
}
