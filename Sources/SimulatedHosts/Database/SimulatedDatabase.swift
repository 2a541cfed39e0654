public import JSON
public import OVSDB

/// The contents of one database, and what ovsdb-server makes of transactions on it (RFC 7047 section 5.2).
///
/// Deterministic: the same seed and the same calls give the same rows with the same uuids. Nothing here waits, so a
/// `wait` that would have to fails at once.
public struct SimulatedDatabase: Sendable {
    public let model: DatabaseModel
    private(set) var contents: DatabaseContents
    private var source: UUIDSource

    /// An empty database.
    public init(_ model: DatabaseModel, seed: UInt64) {
        self.model = model
        contents = DatabaseContents(model)
        source = UUIDSource(seed: seed)
    }

    /// What became of a transaction.
    struct Outcome {
        /// A result for each operation, and the error of the commit, as `transact` answers them.
        var results: [JSONValue]
        /// What changed; nothing when it failed.
        var changes: [RowDelta]
        var isSuccess: Bool
    }

    /// Executes operations as one transaction, all or nothing, and answers the `result` of a `transact`: that of each
    /// operation, and the error of the commit.
    @discardableResult
    public mutating func transact(_ operations: [JSONValue], heldLocks: Set<String> = []) -> [JSONValue] {
        run(operations, heldLocks: heldLocks).results
    }

    mutating func run(_ operations: [JSONValue], heldLocks: Set<String>) -> Outcome {
        transaction(heldLocks: heldLocks) { run in run.execute(operations) }
    }

    /// Executes what `body` does as one transaction.
    mutating func transaction(
        heldLocks: Set<String> = [], _ body: (inout TransactionRun) -> (results: [JSONValue], isSuccess: Bool)
    ) -> Outcome {
        var run = TransactionRun(model, contents.take(), source, heldLocks: heldLocks)
        var (results, isSuccess) = body(&run)
        var changes: [RowDelta] = []
        if isSuccess {
            do throws(OVSDBError) {
                changes = try run.commit()
            } catch {
                results.append(error.replyJSON)
                isSuccess = false
            }
        }
        if isSuccess { run.contents.index(changes, model) } else { run.undo() }
        contents = run.contents
        source = run.names.source
        return Outcome(results: results, changes: changes, isSuccess: isSuccess)
    }

    /// The rows of a table in the order of their uuids; none when the schema has no such table.
    public func rows(in table: String) -> [Row] {
        guard let number = model.tableNumbers[table] else { return [] }
        let names = model.tables[number].columns
        return contents.rows[number].values.sorted { $0.uuid < $1.uuid }.map { row in
            Row(uuid: row.uuid, columns: Dictionary(uniqueKeysWithValues: zip(names, row.columns)))
        }
    }
}
