import OVSDB

/// A row of a simulated database: all of its columns, in the places of its table's model.
struct StoredRow: Hashable, Sendable {
    let uuid: OVSDBUUID
    var version: OVSDBUUID
    var columns: [Datum]
    /// How many strong references other rows have to it.
    var references = 0

    subscript(place: ColumnPlace) -> Datum {
        switch place {
        case .uuid: .uuid(uuid)
        case .version: .uuid(version)
        case .position(let position): columns[position]
        }
    }
}

/// What a transaction did to a row.
struct RowDelta: Sendable {
    let table: Int
    let uuid: OVSDBUUID
    /// The row before; nil when it was inserted.
    let old: StoredRow?
    /// The row now; nil when it was deleted.
    let new: StoredRow?
}
