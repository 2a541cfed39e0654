/// A row that a transaction inserts, before the server gave it a uuid.
public struct NewRow: Hashable, Sendable {
    /// The `uuid-name` by which other operations of the transaction refer to it.
    public let name: String
    /// Which operation of the transaction inserts it.
    public let operationIndex: Int

    /// A reference to the row, for columns of the same transaction.
    public var reference: Datum { .namedUUID(name) }
    /// The same as an element of a set or map.
    public var atom: Atom { .namedUUID(name) }
}

extension TransactionResult {
    /// The uuid that the server gave a row; nil when the transaction is another one's.
    public func uuid(of row: NewRow) -> OVSDBUUID? { insertedUUID(at: row.operationIndex) }
}
