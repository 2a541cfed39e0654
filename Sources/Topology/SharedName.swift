/// The words of an identity that stands in many tables: kept once, whoever names them. A name takes eight bytes, and its hash
/// is computed once.
///
/// Each of a hundred thousand NICs is named in two dozen tables: with its words in all of them, names would be half of the
/// graph.
struct SharedName<Words: Hashable & Comparable & Sendable>: Hashable, Comparable, Sendable {
    private final class Storage: Sendable {
        let words: Words
        let hash: Int

        init(_ words: Words) {
            self.words = words
            hash = words.hashValue
        }
    }

    private let storage: Storage

    init(_ words: Words) { storage = Storage(words) }

    var words: Words { storage.words }

    static func == (left: Self, right: Self) -> Bool {
        if left.storage === right.storage { return true }
        return left.storage.hash == right.storage.hash && left.storage.words == right.storage.words
    }

    func hash(into hasher: inout Hasher) { hasher.combine(storage.hash) }

    static func < (left: Self, right: Self) -> Bool {
        left.storage !== right.storage && left.storage.words < right.storage.words
    }
}
