/// A dictionary whose copies are cheap to change: only the shard that is written to is copied.
///
/// Policy sets are values, and the set before a change stays alive while the set after it is made. With one plain
/// dictionary of 100,000 NICs every small change would copy all of them.
struct ShardedDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private static var shardSize: Int { 128 }

    /// A power of two of them, the shard chosen by the upper bits of a key's hash.
    private var shards: [[Key: Value]] = [[:]]
    private(set) var count = 0

    subscript(key: Key) -> Value? { shards[shard(of: key)][key] }

    /// Every entry, in no order.
    var entries: some Sequence<(key: Key, value: Value)> { shards.lazy.joined() }
    var keys: some Sequence<Key> { shards.lazy.flatMap(\.keys) }
    var values: some Sequence<Value> { shards.lazy.flatMap(\.values) }

    mutating func set(_ value: Value, for key: Key) {
        if count >= shards.count * Self.shardSize { grow() }
        if shards[shard(of: key)].updateValue(value, forKey: key) == nil { count += 1 }
    }

    /// Puts the value in where there is none; else gives the one that is there and changes nothing.
    mutating func claim(_ key: Key, for value: Value) -> Value? {
        if count >= shards.count * Self.shardSize { grow() }
        let shard = shard(of: key)
        if let present = shards[shard][key] { return present }
        shards[shard][key] = value
        count += 1
        return nil
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let removed = shards[shard(of: key)].removeValue(forKey: key) else { return nil }
        count -= 1
        return removed
    }

    /// Changes a value in place; nil when there is none.
    mutating func update<Result>(_ key: Key, _ body: (inout Value) -> Result) -> Result? {
        let shard = shard(of: key)
        guard let index = shards[shard].index(forKey: key) else { return nil }
        return body(&shards[shard].values[index])
    }

    private func shard(of key: Key) -> Int {
        shards.count == 1
            ? 0 : Int(UInt(bitPattern: key.hashValue) >> UInt(Int.bitWidth - shards.count.trailingZeroBitCount))
    }

    private mutating func grow() {
        let old = shards
        shards = Array(repeating: [:], count: old.count * 4)
        for (key, value) in old.joined() { shards[shard(of: key)][key] = value }
    }
}
