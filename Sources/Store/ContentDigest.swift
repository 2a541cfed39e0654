/// A sum over everything that the database holds, kept with it: SQLite finds pages that are broken, but not a bit that
/// flipped inside a document or a number.
///
/// Each row has a digest (FNV-1a, then mixed), and the database's is their sum: a batch adds and takes away its own rows,
/// whatever the number of the others. It guards against accidents of the disk, not against people.
struct ContentDigest: Hashable {
    private(set) var sum: UInt64

    init(sum: UInt64 = 0) { self.sum = sum }

    mutating func add(_ row: some DigestedRow) { sum &+= row.rowDigest }
    mutating func remove(_ row: some DigestedRow) { sum &-= row.rowDigest }
}

/// A row of one of the tables.
protocol DigestedRow {
    func feed(_ hash: inout RowHash)
}

extension DigestedRow {
    fileprivate var rowDigest: UInt64 {
        var hash = RowHash()
        feed(&hash)
        return hash.finished
    }
}

struct RowHash {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // Ends the field, so that fields cannot run into each other.
        value = (value ^ 0x1ff) &* 0x100_0000_01b3
    }

    mutating func feed(_ number: UInt64) {
        value = (value ^ number) &* 0x9e37_79b9_7f4a_7c15
        value ^= value >> 32
    }

    mutating func feed(_ text: String) { feed(text.utf8) }

    /// Sums of FNV's values would be sums of near multiples of its prime.
    var finished: UInt64 {
        var result = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        result = (result ^ result >> 27) &* 0x94d0_49bb_1331_11eb
        return result ^ result >> 31
    }
}

extension RevisionRecord: DigestedRow {
    func feed(_ hash: inout RowHash) {
        hash.feed("revision")
        hash.feed(number)
        hash.feed(UInt64(bitPattern: unixMilliseconds))
        hash.feed(actor)
        hash.feed(summary)
        hash.feed(metadata)
    }
}

extension DocumentRecord: DigestedRow {
    func feed(_ hash: inout RowHash) {
        hash.feed("document")
        hash.feed(tenant)
        hash.feed(document)
        hash.feed(revision)
        hash.feed(format)
        hash.feed(source == nil ? 0 : 1 as UInt64)
        hash.feed(source ?? [])
    }
}

extension AllocationRecord: DigestedRow {
    func feed(_ hash: inout RowHash) {
        hash.feed("allocation")
        hash.feed(kind)
        hash.feed(name)
        hash.feed(number ?? 0)
    }
}

extension CounterRecord: DigestedRow {
    func feed(_ hash: inout RowHash) {
        hash.feed("counter")
        hash.feed(kind)
        hash.feed(next)
    }
}

extension FactRecord: DigestedRow {
    func feed(_ hash: inout RowHash) {
        hash.feed("fact")
        hash.feed(key)
        hash.feed(value ?? [])
    }
}

extension AuditRecord: DigestedRow {
    func feed(_ hash: inout RowHash) {
        hash.feed("audit")
        hash.feed(UInt64(bitPattern: unixMilliseconds))
        hash.feed(actor)
        hash.feed(action)
        hash.feed(detail)
    }
}
