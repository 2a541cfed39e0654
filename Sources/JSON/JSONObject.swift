/// The members of a JSON object in the order in which they were first inserted.
///
/// Setting a key that is present keeps its place and replaces its value, so the last of two duplicates wins.
/// Equality does not depend on the order. Lookup is constant time: a hostile peer cannot make it quadratic.
public struct JSONObject: Sendable {
    private var members: [(key: String, value: JSONValue)]
    /// Positions by key; empty while the object is small enough for a search to be faster.
    private var positions: [String: Int] = [:]

    private static let searchLimit = 8

    /// An object without members.
    public init() { members = [] }

    /// An object of `pairs`; the last of duplicates wins.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        self.init()
        for (key, value) in pairs { set(key, to: value) }
    }

    /// The value of `key`. Setting nil removes the member, which takes time linear in the size of the object.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            if let newValue {
                set(key, to: newValue)
            } else {
                remove(key)
            }
        }
    }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    mutating func set(_ key: String, to value: JSONValue) {
        if let position = position(of: key) {
            members[position].value = value
            return
        }
        members.append((key, value))
        if members.count == Self.searchLimit + 1 {
            indexAll()
        } else if members.count > Self.searchLimit {
            positions[key] = members.count - 1
        }
    }

    private func position(of key: String) -> Int? {
        if members.count > Self.searchLimit { return positions[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func remove(_ key: String) {
        guard let position = position(of: key) else { return }
        members.remove(at: position)
        indexAll()
    }

    private mutating func indexAll() {
        positions.removeAll(keepingCapacity: true)
        guard members.count > Self.searchLimit else { return }
        for (position, member) in members.enumerated() { positions[member.key] = position }
    }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { members.count }
    public subscript(position: Int) -> (key: String, value: JSONValue) { members[position] }
}

extension JSONObject: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for (key, value) in members {
            var one = Hasher()
            one.combine(key)
            one.combine(value)
            combined ^= one.finalize()
        }
        hasher.combine(combined)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
