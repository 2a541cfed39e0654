import OVSDB

/// Columns to be written, those only that are not so yet.
struct RowWrites {
    private struct Write {
        let table: Int
        let uuid: OVSDBUUID
        let position: Int
        let value: Datum
    }

    private var writes: [Write] = []

    var isEmpty: Bool { writes.isEmpty }

    mutating func set(_ table: HostTable, _ row: StoredRow, _ column: String, _ value: Datum) {
        let position = table.place(column)
        guard row.columns[position] != value else { return }
        writes.append(Write(table: table.number, uuid: row.uuid, position: position, value: value))
    }

    func apply(to run: inout TransactionRun) {
        for write in writes {
            run.change(write.table, write.uuid) { row in row.columns[write.position] = write.value }
        }
    }
}
