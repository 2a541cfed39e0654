/// A Swift type for the atoms of a column: `Int64`, `Double`, `Bool`, `String` or `OVSDBUUID`.
public protocol ColumnAtom: ColumnValue, Hashable {
    init?(columnAtom: Atom)
    var columnAtom: Atom { get }
}

/// A Swift type for the values of a column: an atom, an optional, a set or a dictionary of them.
public protocol ColumnValue: Hashable, Sendable {
    /// Nil when the value is of another type.
    init?(columnDatum: Datum)
    var columnDatum: Datum { get }
    /// What a column has that nobody set (RFC 7047 section 5.2.1).
    static var columnDefault: Self { get }
}

extension ColumnAtom {
    public init?(columnDatum: Datum) {
        guard let atom = columnDatum.atom else { return nil }
        self.init(columnAtom: atom)
    }

    public var columnDatum: Datum { Datum(columnAtom) }
}

extension Int64: ColumnAtom {
    public init?(columnAtom: Atom) {
        guard case .integer(let value) = columnAtom else { return nil }
        self = value
    }

    public var columnAtom: Atom { .integer(self) }
    public static var columnDefault: Self { 0 }
}

extension Double: ColumnAtom {
    public init?(columnAtom: Atom) {
        guard case .real(let value) = columnAtom else { return nil }
        self = value
    }

    public var columnAtom: Atom { .real(self) }
    public static var columnDefault: Self { 0 }
}

extension Bool: ColumnAtom {
    public init?(columnAtom: Atom) {
        guard case .boolean(let value) = columnAtom else { return nil }
        self = value
    }

    public var columnAtom: Atom { .boolean(self) }
    public static var columnDefault: Self { false }
}

extension String: ColumnAtom {
    public init?(columnAtom: Atom) {
        guard case .string(let value) = columnAtom else { return nil }
        self = value
    }

    public var columnAtom: Atom { .string(self) }
    public static var columnDefault: Self { "" }
}

extension OVSDBUUID: ColumnAtom {
    public init?(columnAtom: Atom) {
        guard case .uuid(let value) = columnAtom else { return nil }
        self = value
    }

    public var columnAtom: Atom { .uuid(self) }
    public static var columnDefault: Self { .zero }
}
