/// How far a group of batches has come on its way to the disk.
public enum StoreStage: Hashable, Sendable {
    /// Handed to the database, in a transaction that is not committed.
    case written
    /// Durable; nobody has been told.
    case durable
}
