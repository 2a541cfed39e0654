import NetworkTypes

/// Who was refused and told of: whoever is sent away comes back within a second, and is not told of each time.
///
/// A refusal is told when it is new, when its reason is another one, and again after `interval` of coming back. Memory is
/// bounded: beyond `capacity` whoever was told of longest ago is forgotten, and told of at once if it comes again.
struct RefusalMemory {
    static let interval = Duration.seconds(3600)
    static let capacity = 1000

    private struct Entry {
        let reason: String
        let toldAt: MonotonicTime
        /// Ascending with every telling.
        let number: UInt64
    }

    private var entries: [String: Entry] = [:]
    private var tellings: UInt64 = 0

    var count: Int { entries.count }

    /// Whether a refusal should be told; then it counts as told.
    mutating func tells(of stranger: String, because reason: String, now: MonotonicTime) -> Bool {
        if let entry = entries[stranger], entry.reason == reason, now - entry.toldAt < Self.interval { return false }
        if entries[stranger] == nil, entries.count >= Self.capacity {
            let oldest = entries.min { $0.value.number < $1.value.number }
            if let oldest { entries[oldest.key] = nil }
        }
        tellings += 1
        entries[stranger] = Entry(reason: reason, toldAt: now, number: tellings)
        return true
    }

    /// Everything is told again: what was refused may be right now, or wrong for another reason.
    mutating func forget() { entries = [:] }
}
