import JSON
import OVSDB

// What a commit checks and mends before it takes effect (RFC 7047 section 3.2, and ovsdb-server's order of it).

extension TransactionRun {
    /// Checks the transaction, collects unreferenced rows, and answers what changed, in the order of tables and uuids.
    ///
    /// - Throws: what forbids it. The rows are to be put back with `undo` then.
    mutating func commit() throws(OVSDBError) -> [RowDelta] {
        guard originals.contains(where: { !$0.isEmpty }) else { return [] }
        try countReferences()
        try checkRowCounts()
        try removeWeakReferences()
        try checkIndexes()
        return changes()
    }

    private func checkRowCounts() throws(OVSDBError) {
        for (number, table) in model.tables.enumerated() where !originals[number].isEmpty {
            let count = contents.rows[number].count
            guard let maximum = table.maximumRows, count > maximum else { continue }
            throw OVSDBError(
                .constraintViolation,
                "transaction causes \"\(table.name)\" table to contain \(count) rows, greater than the schema-defined limit of \(maximum) row(s)"
            )
        }
    }

    private func checkIndexes() throws(OVSDBError) {
        for (number, table) in model.tables.enumerated() where !table.indexes.isEmpty {
            for (index, columns) in table.indexes.enumerated() {
                var keys: Set<[Datum]> = []
                for uuid in originals[number].keys.sorted() {
                    guard let row = row(number, uuid) else { continue }
                    let key = DatabaseContents.key(row, columns)
                    let other = contents.row(table: number, index: index, key: key)
                    // The rows of the transaction are compared with each other as they are now.
                    let isTaken = other.map { originals[number][$0] == nil } ?? false
                    guard keys.insert(key).inserted, !isTaken else {
                        throw duplicate(table, columns, key)
                    }
                }
            }
        }
    }

    private func duplicate(_ table: TableModel, _ columns: [Int], _ key: [Datum]) -> OVSDBError {
        let values = key.map { $0.json.serialized() }.joined(separator: ", ")
        let names = columns.map { "\"\(table.columns[$0])\"" }.joined(separator: ", ")
        return OVSDBError(
            .constraintViolation,
            "Transaction causes multiple rows in \"\(table.name)\" table to have identical values (\(values)) for index on column \(names)."
        )
    }

    /// What is not as it was; rows that are get a new version.
    private mutating func changes() -> [RowDelta] {
        var changes: [RowDelta] = []
        for table in originals.indices {
            for (uuid, original) in originals[table].sorted(by: { $0.key < $1.key }) {
                let new = row(table, uuid)
                guard original.row?.columns != new?.columns else { continue }
                if original.row != nil, new != nil { contents.rows[table][uuid]?.version = names.source.next() }
                changes.append(RowDelta(table: table, uuid: uuid, old: original.row, new: row(table, uuid)))
            }
        }
        return changes
    }
}
