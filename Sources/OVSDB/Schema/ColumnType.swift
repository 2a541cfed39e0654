/// The type of a column: what its elements are and how many (RFC 7047 section 3.2 `<type>`).
public struct ColumnType: Hashable, Sendable {
    /// The type of a set's elements or a map's keys.
    public var key: BaseType
    /// The type of a map's values; nil for a set.
    public var value: BaseType?
    /// The least number of elements: 0 or 1.
    public var minimum: Int
    /// The greatest number of elements; nil when unlimited.
    public var maximum: Int?

    public init(key: BaseType, value: BaseType? = nil, minimum: Int = 1, maximum: Int? = 1) {
        precondition((0...1).contains(minimum), "a column has at least 0 or 1 elements")
        precondition(maximum.map { $0 >= max(minimum, 1) } ?? true, "a column has room for an element")
        self.key = key
        self.value = value
        self.minimum = minimum
        self.maximum = maximum
    }

    /// Whether the column is a map.
    public var isMap: Bool { value != nil }

    /// Whether there is always exactly one element.
    public var isScalar: Bool { !isMap && minimum == 1 && maximum == 1 }

    /// Whether there can be more than one element, so that changes come as differences.
    public var isComposite: Bool { maximum != 1 }

    /// The value of a column nobody set (RFC 7047 section 5.2.1).
    public var defaultValue: Datum {
        switch (value, minimum) {
        case (nil, 0): .empty
        case (nil, _): Datum(key.type.defaultAtom)
        case (_?, 0): .emptyMap
        case (let value?, _): Datum(map: [.init(key.type.defaultAtom, value.type.defaultAtom)])
        }
    }

    func checkCount(_ count: Int) throws(OVSDBError) {
        guard count >= minimum, maximum.map({ count <= $0 }) ?? true else {
            let most = maximum.map(String.init) ?? "any number"
            throw OVSDBError(.constraintViolation, "\(count) elements where \(minimum) to \(most) are allowed")
        }
    }

    func checkElements(_ datum: Datum) throws(OVSDBError) {
        for atom in datum.atoms { try key.check(atom) }
        if let value {
            for pair in datum.pairs { try value.check(pair.value) }
        }
    }
}
