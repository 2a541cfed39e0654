/// What a monitor reports: changed rows by table. The same form serves the three generations of monitors.
public struct TableUpdates: Hashable, Sendable {
    /// What became of a row. Columns of `initial`, `insert` and `replace` that are absent have their default values.
    public enum Change: Hashable, Sendable {
        /// The row was there when the monitor started.
        case initial([String: Datum])
        case insert([String: Datum])
        /// Differences, to be applied with `Datum.applying(difference:type:)`.
        case modify([String: Datum])
        /// The row's new contents, as the first generation of monitors sends them.
        case replace([String: Datum])
        case delete
    }

    /// The change of one row.
    public struct RowUpdate: Hashable, Sendable {
        public var uuid: OVSDBUUID
        public var change: Change

        public init(_ uuid: OVSDBUUID, _ change: Change) {
            self.uuid = uuid
            self.change = change
        }
    }

    /// The changes of one table, in the order of the rows' uuids.
    public struct Table: Hashable, Sendable {
        public var name: String
        public var rows: [RowUpdate]

        public init(_ name: String, _ rows: [RowUpdate]) {
            self.name = name
            self.rows = rows
        }
    }

    /// In the order of the tables' names.
    public var tables: [Table]

    public init(_ tables: [Table] = []) { self.tables = tables }

    /// Rows that changed.
    public var rowCount: Int { tables.reduce(0) { $0 + $1.rows.count } }

    /// Whether nothing changed.
    public var isEmpty: Bool { tables.allSatisfy(\.rows.isEmpty) }
}
