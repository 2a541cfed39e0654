/// At most one atom.
extension Optional: ColumnValue where Wrapped: ColumnAtom {
    public init?(columnDatum: Datum) {
        guard !columnDatum.isMap, columnDatum.count <= 1 else { return nil }
        guard let atom = columnDatum.atom else {
            self = .none
            return
        }
        guard let value = Wrapped(columnAtom: atom) else { return nil }
        self = .some(value)
    }

    public var columnDatum: Datum { map { Datum($0.columnAtom) } ?? .empty }
    public static var columnDefault: Self { .none }
}

extension Set: ColumnValue where Element: ColumnAtom {
    public init?(columnDatum: Datum) {
        guard !columnDatum.isMap else { return nil }
        let values = columnDatum.atoms.compactMap { Element(columnAtom: $0) }
        guard values.count == columnDatum.count else { return nil }
        self.init(values)
    }

    public var columnDatum: Datum { Datum(set: map(\.columnAtom)) }
    public static var columnDefault: Self { [] }
}

extension Dictionary: ColumnValue where Key: ColumnAtom, Value: ColumnAtom {
    public init?(columnDatum: Datum) {
        guard columnDatum.isMap else { return nil }
        self.init(minimumCapacity: columnDatum.count)
        for pair in columnDatum.pairs {
            guard let key = Key(columnAtom: pair.key), let value = Value(columnAtom: pair.value) else { return nil }
            self[key] = value
        }
    }

    public var columnDatum: Datum { Datum(map: map { .init($0.key.columnAtom, $0.value.columnAtom) }) }
    public static var columnDefault: Self { [:] }
}
