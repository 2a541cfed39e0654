/// Finds entries that stand densely in an array by their hashes: open addressing, eight bytes an entry.
///
/// A dictionary would do the same with more memory, and in an order that changes from run to run.
struct ProbeIndex: Sendable {
    /// Places in the array, one higher; zero: free.
    private var buckets: [UInt32] = []
    private var count = 0

    /// The place of the first entry with this hash that `isWanted`.
    @inline(__always)
    func first(_ hash: UInt32, where isWanted: (Int) -> Bool) -> Int? {
        guard !buckets.isEmpty else { return nil }
        let mask = buckets.count &- 1
        var bucket = Int(hash) & mask
        while buckets[bucket] != 0 {
            let place = Int(buckets[bucket]) &- 1
            if isWanted(place) { return place }
            bucket = (bucket &+ 1) & mask
        }
        return nil
    }

    /// - Parameter hashOf: of the entries that are there already.
    mutating func insert(_ hash: UInt32, at place: Int, hashOf: (Int) -> UInt32) {
        if (count + 1) * 4 > buckets.count * 3 { grow(hashOf) }
        put(hash, place)
        count += 1
    }

    /// Takes an entry out; those behind it move up, so that no gap ends a search too early.
    mutating func remove(_ hash: UInt32, at place: Int, hashOf: (Int) -> UInt32) {
        let mask = buckets.count - 1
        var hole = bucket(of: hash, place)
        var next = (hole + 1) & mask
        while buckets[next] != 0 {
            let home = Int(hashOf(Int(buckets[next]) - 1)) & mask
            // Whether the way from home to here leads over the hole.
            if (next - home) & mask >= (next - hole) & mask {
                buckets[hole] = buckets[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        buckets[hole] = 0
        count -= 1
    }

    /// An entry stands elsewhere in the array now.
    mutating func move(_ hash: UInt32, from place: Int, to other: Int) {
        buckets[bucket(of: hash, place)] = UInt32(other + 1)
    }

    mutating func removeAll() {
        buckets = []
        count = 0
    }

    private func bucket(of hash: UInt32, _ place: Int) -> Int {
        let mask = buckets.count - 1
        var bucket = Int(hash) & mask
        while buckets[bucket] != UInt32(place + 1) {
            precondition(buckets[bucket] != 0, "an entry is looked for by the hash that it was inserted with")
            bucket = (bucket + 1) & mask
        }
        return bucket
    }

    private mutating func put(_ hash: UInt32, _ place: Int) {
        let mask = buckets.count - 1
        var bucket = Int(hash) & mask
        while buckets[bucket] != 0 { bucket = (bucket + 1) & mask }
        buckets[bucket] = UInt32(place + 1)
    }

    private mutating func grow(_ hashOf: (Int) -> UInt32) {
        let old = buckets
        buckets = [UInt32](repeating: 0, count: max(8, old.count * 2))
        for entry in old where entry != 0 { put(hashOf(Int(entry) - 1), Int(entry) - 1) }
    }
}
