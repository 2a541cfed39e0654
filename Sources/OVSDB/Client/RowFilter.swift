import JSON

/// Which rows of a table a monitor reports (ovsdb-server(7), "Monitor_cond").
public enum RowFilter: Hashable, Sendable {
    case all
    case none
    /// The rows that fulfil at least one of the conditions, unlike the `where` of a transaction. A server tests every
    /// row against every condition: keep them few.
    case any([Condition])

    /// `where` of a `<monitor-cond-request>`.
    var json: JSONValue {
        switch self {
        case .all: [true]
        case .none, .any([]): [false]
        case .any(let conditions): .array(conditions.map(\.json))
        }
    }
}
