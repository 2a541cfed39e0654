import OVSDB

/// The rows of a database, and its unique indexes as of the last commit.
struct DatabaseContents: Sendable {
    /// By table.
    var rows: [[OVSDBUUID: StoredRow]]
    /// By table and index: the row that has a key.
    private var indexes: [[[[Datum]: OVSDBUUID]]]

    init(_ model: DatabaseModel) {
        rows = model.tables.map { _ in [:] }
        indexes = model.tables.map { $0.indexes.map { _ in [:] } }
    }

    private init() {
        rows = []
        indexes = []
    }

    /// Gives everything away, so that the taker alone owns it and changes it in place.
    mutating func take() -> Self {
        defer { self = Self() }
        return self
    }

    /// The row that has a key in an index, as of the last commit.
    func row(table: Int, index: Int, key: [Datum]) -> OVSDBUUID? { indexes[table][index][key] }

    /// The row's key in an index.
    static func key(_ row: StoredRow, _ columns: [Int]) -> [Datum] { columns.map { row.columns[$0] } }

    /// Brings the indexes up to what was committed.
    mutating func index(_ changes: [RowDelta], _ model: DatabaseModel) {
        // What goes leaves before what comes enters: a key may pass from a row to another.
        for change in changes {
            for (number, columns) in model.tables[change.table].indexes.enumerated() {
                guard let old = change.old else { continue }
                indexes[change.table][number][Self.key(old, columns)] = nil
            }
        }
        for change in changes {
            for (number, columns) in model.tables[change.table].indexes.enumerated() {
                guard let new = change.new else { continue }
                indexes[change.table][number][Self.key(new, columns)] = change.uuid
            }
        }
    }
}
