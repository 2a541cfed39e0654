/// A row of a replica: its identity and the monitored columns, defaults filled in.
public struct Row: Hashable, Sendable {
    public let uuid: OVSDBUUID
    public var columns: [String: Datum]

    public init(uuid: OVSDBUUID, columns: [String: Datum]) {
        self.uuid = uuid
        self.columns = columns
    }

    /// The value of a column; the empty set when the column is not monitored or the server does not have it.
    public subscript(column: String) -> Datum { columns[column] ?? .empty }

    /// Roughly how much memory the row takes, in bytes.
    var weight: Int { columns.reduce(64) { $0 + 48 + $1.value.weight } }
}
