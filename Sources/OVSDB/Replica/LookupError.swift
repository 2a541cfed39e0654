/// Why a row cannot be given. Only `notFound` says that the database does not have it.
public enum LookupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The database, as the server reported it last, has no such row.
    case notFound(table: String, row: String)
    /// The replica has no such row, and is not live: the database may have it.
    case notLive(table: String, row: String, state: Replica.State)

    public var description: String {
        switch self {
        case .notFound(let table, let row): "table \(table) has no row \(row)"
        case .notLive(let table, let row, .loading): "table \(table), row \(row): the contents have not come yet"
        case .notLive(let table, let row, _): "table \(table), row \(row): the contents are stale and do not have it"
        }
    }
}
