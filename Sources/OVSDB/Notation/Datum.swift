/// The value of a column: a set of atoms or a map from atoms to atoms (RFC 7047 section 5.1 `<value>`).
///
/// A scalar is a set of one, an absent optional an empty set. The form is canonical, sorted and without duplicates, so
/// equal values are equal however they were written.
public struct Datum: Hashable, Sendable {
    /// One entry of a map.
    public struct Pair: Hashable, Sendable {
        public var key: Atom
        public var value: Atom

        public init(_ key: Atom, _ value: Atom) {
            self.key = key
            self.value = value
        }
    }

    enum Contents: Hashable, Sendable {
        case set([Atom])
        case map([Pair])
    }

    let contents: Contents

    /// The empty set.
    public static let empty = Datum(set: [])
    /// The empty map.
    public static let emptyMap = Datum(map: [])

    /// A scalar.
    public init(_ atom: Atom) { contents = .set([atom]) }

    /// A set; duplicates count once.
    public init(set atoms: some Sequence<Atom>) {
        let given = Array(atoms)
        // As a server sends them.
        if given.isAscending(by: { $0 < $1 }) {
            contents = .set(given)
            return
        }
        var sorted = given.sorted()
        sorted.removeRepeats { $0 == $1 }
        contents = .set(sorted)
    }

    /// A map; of entries with one key the last stays.
    public init(map pairs: some Sequence<Pair>) {
        let given = Array(pairs)
        if given.isAscending(by: { $0.key < $1.key }) {
            contents = .map(given)
            return
        }
        var sorted = given.enumerated().sorted { left, right in
            left.element.key == right.element.key
                ? left.offset > right.offset : left.element.key < right.element.key
        }.map(\.element)
        sorted.removeRepeats { $0.key == $1.key }
        contents = .map(sorted)
    }

    /// A value that is sorted and free of duplicates already.
    init(canonical contents: Contents) { self.contents = contents }

    /// Whether this is a map, be it an empty one.
    public var isMap: Bool {
        if case .map = contents { true } else { false }
    }

    /// The number of atoms or entries.
    public var count: Int {
        switch contents {
        case .set(let atoms): atoms.count
        case .map(let pairs): pairs.count
        }
    }

    /// Whether there are no atoms or entries.
    public var isEmpty: Bool { count == 0 }

    /// Roughly how much memory the value takes, in bytes.
    var weight: Int {
        switch contents {
        case .set(let atoms): atoms.reduce(32) { $0 + $1.weight }
        case .map(let pairs): pairs.reduce(32) { $0 + $1.key.weight + $1.value.weight }
        }
    }
}

extension Array {
    /// Whether each element stands before the next.
    fileprivate func isAscending(by isBefore: (Element, Element) -> Bool) -> Bool {
        for position in 0..<Swift.max(0, count - 1) where !isBefore(self[position], self[position + 1]) { return false }
        return true
    }

    /// Keeps the first of each run of elements that are `same`.
    fileprivate mutating func removeRepeats(_ same: (Element, Element) -> Bool) {
        guard count > 1 else { return }
        var kept = 1
        for position in 1..<count where !same(self[kept - 1], self[position]) {
            self[kept] = self[position]
            kept += 1
        }
        removeLast(count - kept)
    }
}
