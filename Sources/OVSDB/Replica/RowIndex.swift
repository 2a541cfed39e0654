/// An index of a replica: the values of several columns together, as a key to the rows that have them. It is the
/// client's own; the server knows nothing of it.
public struct RowIndex: Hashable, Sendable {
    /// What of a row is part of the key.
    public enum Part: Hashable, Sendable {
        /// A column's whole value.
        case column(String)
        /// What stands in a map under a key: `external_ids:iface-id`, say. The empty set when nothing does.
        case entry(String, key: Atom)
    }

    public let table: String
    public let parts: [Part]

    /// Traps when there are no parts.
    public init(_ table: String, _ parts: [Part]) {
        precondition(!parts.isEmpty, "an index has a column at least")
        self.table = table
        self.parts = parts
    }

    /// An index of whole columns.
    public init(_ table: String, columns: String...) { self.init(table, columns.map { .column($0) }) }

    /// The key under which a row stands.
    func key(of row: Row) -> [Datum] {
        parts.map { part in
            switch part {
            case .column(let name): row[name]
            case .entry(let name, let key): row[name][key].map { Datum($0) } ?? .empty
            }
        }
    }
}
