/// What an update did to a row of a replica.
public struct RowChange: Hashable, Sendable {
    public let table: String
    public let uuid: OVSDBUUID
    /// The row before; nil when it was inserted.
    public let old: Row?
    /// The row now; nil when it was deleted.
    public let new: Row?

    public init(table: String, uuid: OVSDBUUID, old: Row?, new: Row?) {
        self.table = table
        self.uuid = uuid
        self.old = old
        self.new = new
    }

    /// Whether the change touches a column: always when the row came or went with a value there.
    public func changes(_ column: String) -> Bool { old?.columns[column] != new?.columns[column] }
}
