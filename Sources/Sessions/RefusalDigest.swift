import NetworkTypes

/// Decides which refusals are told one by one and which are only counted, so that nobody can fill the log and the list
/// of events by being refused.
///
/// The same reason from the same address is told once a minute, with how often it happened meanwhile; all together no more
/// than a few in a minute. Pure: time comes in. What is only counted is told with the next one that is.
struct RefusalDigest {
    private struct Key: Hashable {
        let address: String
        let cause: String
    }

    private struct Entry {
        var toldAt: MonotonicTime
        var count = 0
    }

    private static let window = Duration.seconds(60)
    private static let addresses = 256
    private static let toldInWindow = 32

    private var entries: [Key: Entry] = [:]
    private var windowStart = MonotonicTime(nanoseconds: 0)
    private var told = 0
    private var untold = 0

    /// Takes a refusal; what to tell beside its reason, empty when nothing, or nil when it is only counted.
    mutating func take(_ cause: String, from address: String, now: MonotonicTime) -> String? {
        let key = Key(address: address, cause: cause)
        if let entry = entries[key], now - entry.toldAt < Self.window {
            entries[key]?.count += 1
            return nil
        }
        guard mayTell(now) else {
            untold += 1
            return nil
        }
        let repeated = entries[key]?.count ?? 0
        makeRoom(now)
        entries[key] = Entry(toldAt: now)
        var text = repeated > 0 ? "; \(repeated) times more since it was told last" : ""
        if untold > 0 { text += "; \(untold) refusals of others were not told" }
        untold = 0
        return text
    }

    private mutating func mayTell(_ now: MonotonicTime) -> Bool {
        if now - windowStart >= Self.window {
            windowStart = now
            told = 0
        }
        guard told < Self.toldInWindow else { return false }
        told += 1
        return true
    }

    /// Forgets addresses that have been quiet, and all when that is not enough: they are told once more then.
    private mutating func makeRoom(_ now: MonotonicTime) {
        guard entries.count >= Self.addresses else { return }
        entries = entries.filter { now - $0.value.toldAt < Self.window }
        if entries.count >= Self.addresses { entries = [:] }
    }

    /// Addresses and reasons that are remembered.
    var count: Int { entries.count }
}
