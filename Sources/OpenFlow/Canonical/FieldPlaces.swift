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

    /// What is to be written anew for this field: where it stands; or, empty, where it should.
    ///
    /// - Parameter end: where the match ends.
    func range(of key: UInt8, end: Int) -> Range<Int> {
        guard let place = place(of: key) else { return end..<end }
        let start = Int(starts[place])
        guard keys[place] == key else { return start..<start }
        return start..<(place + 1 < count ? Int(starts[place + 1]) : end)
    }

    /// Notes the field as standing at `start`, and those behind it as moved by `growth` bytes.
    mutating func put(_ key: UInt8, at start: Int, growth: Int) {
        let place = place(of: key) ?? count
        if place == count || keys[place] != key {
            // Makes room; the last one's place is overwritten by what moves.
            append(key, at: start)
            for index in stride(from: count - 1, to: place, by: -1) {
                keys[index] = keys[index - 1]
                starts[index] = starts[index - 1]
            }
            keys[place] = key
            starts[place] = UInt16(start)
        }
        for index in (place + 1)..<max(count, place + 1) { starts[index] = UInt16(Int(starts[index]) + growth) }
    }

    /// The first that does not stand before this one.
    private func place(of key: UInt8) -> Int? {
        for index in 0..<count where keys[index] >= key { return index }
        return nil
    }
}
