/// Guards: when the database is not as the transaction was built for, it fails with `timedOut` and changes nothing.
extension Transaction {
    /// Holds the transaction to the values that a row has in the replica.
    public mutating func expect(_ table: String, _ row: Row, columns: [String]) {
        let values = Dictionary(columns.map { ($0, row[$0]) }) { $1 }
        wait(table, where: [.uuid(row.uuid)], columns: columns, rows: [values])
    }

    /// Holds the transaction to there being a row that fulfils the conditions.
    public mutating func expectSome(_ table: String, where conditions: [Condition]) {
        wait(table, where: conditions, columns: ["_uuid"], until: .notEqual, rows: [])
    }

    /// Holds the transaction to there being no row that fulfils the conditions.
    public mutating func expectNone(_ table: String, where conditions: [Condition]) {
        wait(table, where: conditions, columns: ["_uuid"], rows: [])
    }
}
