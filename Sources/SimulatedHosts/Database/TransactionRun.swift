import JSON
import OVSDB

/// A transaction under way: rows are changed in place, and what they were is kept for the commit and for a way back.
struct TransactionRun {
    /// A row as it was before; nil when it was not there.
    struct Original {
        let row: StoredRow?
    }

    let model: DatabaseModel
    var contents: DatabaseContents
    var names: NamedRows
    /// The locks that the session holds.
    let heldLocks: Set<String>
    /// By table: the rows that the transaction touched.
    private(set) var originals: [[OVSDBUUID: Original]]

    init(_ model: DatabaseModel, _ contents: DatabaseContents, _ source: UUIDSource, heldLocks: Set<String>) {
        self.model = model
        self.contents = contents
        names = NamedRows(source: source)
        self.heldLocks = heldLocks
        originals = model.tables.map { _ in [:] }
    }

    // MARK: Rows

    func row(_ table: Int, _ uuid: OVSDBUUID) -> StoredRow? { contents.rows[table][uuid] }

    /// Whether a row with this uuid may be inserted: none is there, nor was when the transaction began.
    func hasRoom(_ table: Int, _ uuid: OVSDBUUID) -> Bool {
        contents.rows[table][uuid] == nil && originals[table][uuid] == nil
    }

    mutating func insert(_ table: Int, _ uuid: OVSDBUUID, _ columns: [Datum]) {
        touch(table, uuid)
        contents.rows[table][uuid] = StoredRow(uuid: uuid, version: names.source.next(), columns: columns)
    }

    mutating func change<Failure: Error>(
        _ table: Int, _ uuid: OVSDBUUID, _ body: (inout StoredRow) throws(Failure) -> Void
    ) throws(Failure) {
        guard var row = contents.rows[table][uuid] else { return }
        touch(table, uuid)
        // One owner only, so that the columns are changed in place.
        contents.rows[table][uuid] = nil
        defer { contents.rows[table][uuid] = row }
        try body(&row)
    }

    mutating func delete(_ table: Int, _ uuid: OVSDBUUID) {
        touch(table, uuid)
        contents.rows[table][uuid] = nil
        // One that the transaction itself inserted never was.
        if originals[table][uuid]?.row == nil { originals[table][uuid] = nil }
    }

    /// The rows that fulfil every clause, in the order of their uuids.
    func rows(_ table: Int, _ clauses: [Clause]) -> [StoredRow] {
        for case .test(.uuid, .equal, let value) in clauses {
            guard let row = value.uuid.flatMap({ contents.rows[table][$0] }) else { return [] }
            return clauses.allSatisfy { $0.matches(row) } ? [row] : []
        }
        return contents.rows[table].values.filter { row in clauses.allSatisfy { $0.matches(row) } }
            .sorted { $0.uuid < $1.uuid }
    }

    mutating func touch(_ table: Int, _ uuid: OVSDBUUID) {
        if originals[table][uuid] == nil { originals[table][uuid] = Original(row: contents.rows[table][uuid]) }
    }

    /// Puts everything back as it was.
    mutating func undo() {
        for table in originals.indices {
            for (uuid, original) in originals[table] { contents.rows[table][uuid] = original.row }
        }
    }
}
