/// Where the fields of a match stand in a message that is being written, in their order. Room for all is in place: a flow that is
/// written needs no list for them.
struct FieldPlaces: Sendable {
    private var keys: [16 of UInt8] = .init(repeating: 0)
    private var starts: [16 of UInt16] = .init(repeating: 0)
    private var count = 0

    /// The last field's; -1 when there is none.
    var lastKey: Int16 { count == 0 ? -1 : Int16(keys[count - 1]) }

    /// Traps when there are sixteen fields already, or when the start does not fit a message.
    mutating func append(_ key: UInt8, at start: Int) {
        precondition(count < keys.count, "a match that is written directly has at most \(keys.count) fields")
        keys[count] = key
        starts[count] = UInt16(start)
        count += 1
    }

    /// The first field that does not stand before this one; the number of fields when all do. Mostly it is one of the last.
    func place(of key: UInt8) -> Int {
        var place = count
        while place > 0, keys[place - 1] >= key { place -= 1 }
        return place
    }

    /// Where the field at a place stands, when it is this one.
    ///
    /// - Parameter end: where the match ends.
    func range(of key: UInt8, at place: Int, end: Int) -> Range<Int>? {
        guard place < count, keys[place] == key else { return nil }
        return Int(starts[place])..<(place + 1 < count ? Int(starts[place + 1]) : end)
    }

    /// Notes a field of so many bytes as put in before the one at `place`; answers where it stands.
    mutating func insert(_ key: UInt8, at place: Int, bytes: Int) -> Int {
        let start = Int(starts[place])
        append(keys[count - 1], at: Int(starts[count - 1]) + bytes)
        var index = count - 2
        while index > place {
            keys[index] = keys[index - 1]
            starts[index] = starts[index - 1] + UInt16(bytes)
            index -= 1
        }
        keys[place] = key
        return start
    }

    /// Notes that the field at `place` has so many bytes more, or less.
    mutating func grow(at place: Int, by bytes: Int) {
        var index = place + 1
        while index < count {
            starts[index] = UInt16(Int(starts[index]) + bytes)
            index += 1
        }
    }
}
