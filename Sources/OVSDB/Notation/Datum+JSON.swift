public import JSON

extension Datum {
    /// How much of a column's type a value must obey.
    public enum Checks: Hashable, Sendable {
        /// Everything: element types, their constraints, and the number of elements.
        case all
        /// Element types and the number of elements: what a replica needs of a server, which checked the rest.
        case shape
        /// Element types only: a difference may have more elements than a value.
        case elements
    }

    /// Reads a value of a column's type.
    ///
    /// - Throws: `syntaxError` for another shape, `constraintViolation` for duplicates and broken constraints.
    public init(json: JSONValue, type: ColumnType, checks: Checks = .all) throws(OVSDBError) {
        if let valueType = type.value {
            let pairs = try Self.pairs(json) { (atom) throws(OVSDBError) in
                try Atom(json: atom, type: type.key.type)
            } value: { (atom) throws(OVSDBError) in
                try Atom(json: atom, type: valueType.type)
            }
            try self.init(distinct: pairs)
        } else {
            let atoms = try Self.atoms(json) { (atom) throws(OVSDBError) in
                try Atom(json: atom, type: type.key.type)
            }
            try self.init(distinct: atoms)
        }
        if checks != .elements { try type.checkCount(count) }
        if checks == .all { try type.checkElements(self) }
    }

    /// Reads a value whose column type is not known.
    public init(json: JSONValue) throws(OVSDBError) {
        func anyAtom(_ json: JSONValue) throws(OVSDBError) -> Atom { try Atom(json: json) }
        if json.array?.first == "map" {
            try self.init(distinct: try Self.pairs(json, key: anyAtom, value: anyAtom))
        } else {
            try self.init(distinct: try Self.atoms(json, atom: anyAtom))
        }
    }

    /// The value as RFC 7047 spells it: a set of one as its atom.
    public var json: JSONValue {
        switch contents {
        case .set(let atoms) where atoms.count == 1: atoms[0].json
        case .set(let atoms): ["set", .array(atoms.map(\.json))]
        case .map(let pairs): ["map", .array(pairs.map { [$0.key.json, $0.value.json] })]
        }
    }

    private static func atoms(
        _ json: JSONValue, atom: (JSONValue) throws(OVSDBError) -> Atom
    ) throws(OVSDBError) -> [Atom] {
        guard let list = json.array, list.first == "set" else { return [try atom(json)] }
        guard list.count == 2, let elements = list[1].array else {
            throw OVSDBError(.syntaxError, "a set is [\"set\", […]]")
        }
        var atoms: [Atom] = []
        atoms.reserveCapacity(elements.count)
        for element in elements { atoms.append(try atom(element)) }
        return atoms
    }

    private static func pairs(
        _ json: JSONValue, key: (JSONValue) throws(OVSDBError) -> Atom, value: (JSONValue) throws(OVSDBError) -> Atom
    ) throws(OVSDBError) -> [Pair] {
        guard let list = json.array, list.count == 2, list[0] == "map", let elements = list[1].array else {
            throw OVSDBError(.syntaxError, "a map is [\"map\", [[key, value], …]]")
        }
        var pairs: [Pair] = []
        pairs.reserveCapacity(elements.count)
        for element in elements {
            guard let pair = element.array, pair.count == 2 else {
                throw OVSDBError(.syntaxError, "an entry of a map is [key, value]")
            }
            pairs.append(Pair(try key(pair[0]), try value(pair[1])))
        }
        return pairs
    }

    private init(distinct atoms: [Atom]) throws(OVSDBError) {
        self.init(set: atoms)
        guard count == atoms.count else { throw OVSDBError(.constraintViolation, "set contains duplicate") }
    }

    private init(distinct pairs: [Pair]) throws(OVSDBError) {
        self.init(map: pairs)
        guard count == pairs.count else { throw OVSDBError(.constraintViolation, "map contains duplicate key") }
    }
}
