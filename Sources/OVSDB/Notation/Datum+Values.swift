extension Datum {
    public static func integer(_ value: Int64) -> Self { Self(.integer(value)) }
    public static func real(_ value: Double) -> Self { Self(.real(value)) }
    public static func boolean(_ value: Bool) -> Self { Self(.boolean(value)) }
    public static func string(_ value: String) -> Self { Self(.string(value)) }
    public static func uuid(_ value: OVSDBUUID) -> Self { Self(.uuid(value)) }
    /// A reference to a row that the same transaction inserts under this name.
    public static func namedUUID(_ name: String) -> Self { Self(.namedUUID(name)) }
    public static func strings(_ values: some Sequence<String>) -> Self { Self(set: values.map { .string($0) }) }
    public static func integers(_ values: some Sequence<Int64>) -> Self { Self(set: values.map { .integer($0) }) }
    public static func uuids(_ values: some Sequence<OVSDBUUID>) -> Self { Self(set: values.map { .uuid($0) }) }
    /// A map from strings to strings, as `external_ids` and `options` are.
    public static func stringMap(_ values: [String: String]) -> Self {
        Self(map: values.map { Pair(.string($0.key), .string($0.value)) })
    }

    /// The atoms of a set in order, or the keys of a map.
    public var atoms: [Atom] {
        switch contents {
        case .set(let atoms): atoms
        case .map(let pairs): pairs.map(\.key)
        }
    }

    /// The entries of a map in the order of their keys; none for a set.
    public var pairs: [Pair] {
        if case .map(let pairs) = contents { pairs } else { [] }
    }

    /// The only atom of a set of one; nil otherwise.
    public var atom: Atom? {
        guard case .set(let atoms) = contents, atoms.count == 1 else { return nil }
        return atoms[0]
    }

    /// The value of a set of one integer; nil otherwise.
    public var integer: Int64? { if case .integer(let value)? = atom { value } else { nil } }
    /// The value of a set of one real; nil otherwise.
    public var real: Double? { if case .real(let value)? = atom { value } else { nil } }
    /// The value of a set of one Boolean; nil otherwise.
    public var boolean: Bool? { if case .boolean(let value)? = atom { value } else { nil } }
    /// The value of a set of one string; nil otherwise.
    public var string: String? { if case .string(let value)? = atom { value } else { nil } }
    /// The value of a set of one uuid; nil otherwise.
    public var uuid: OVSDBUUID? { if case .uuid(let value)? = atom { value } else { nil } }

    /// The integers of a set in order; atoms of other types are left out.
    public var integers: [Int64] { atoms.compactMap { if case .integer(let value) = $0 { value } else { nil } } }
    /// The strings of a set in order; atoms of other types are left out.
    public var strings: [String] { atoms.compactMap { if case .string(let value) = $0 { value } else { nil } } }
    /// The uuids of a set in order; atoms of other types are left out.
    public var uuids: [OVSDBUUID] { atoms.compactMap { if case .uuid(let value) = $0 { value } else { nil } } }

    /// The entries of a map from strings to strings; others are left out.
    public var stringMap: [String: String] {
        var result: [String: String] = [:]
        for pair in pairs {
            if case .string(let key) = pair.key, case .string(let value) = pair.value { result[key] = value }
        }
        return result
    }

    /// The value of a map's key; nil when there is none or this is a set.
    public subscript(key: Atom) -> Atom? { pairs.first { $0.key == key }?.value }

    /// The string under a map's string key.
    public subscript(key: String) -> String? {
        if case .string(let value)? = self[Atom.string(key)] { value } else { nil }
    }

    /// Whether a set holds the atom or a map the key.
    public func contains(_ atom: Atom) -> Bool { atoms.contains(atom) }
}

extension Datum: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: Atom...) { self.init(set: elements) }
    public init(dictionaryLiteral elements: (Atom, Atom)...) { self.init(map: elements.map { Pair($0, $1) }) }
}
