internal import JSON

extension Replica {
    /// The rows of a table in the order of their uuids; none for a table that is not monitored.
    public func rows(in table: String) -> [Row] {
        (tables[table] ?? [:]).values.sorted { $0.uuid < $1.uuid }
    }

    /// The number of rows of a table.
    public func count(in table: String) -> Int { tables[table]?.count ?? 0 }

    /// The row of a table with this uuid, whatever the state.
    public func row(_ table: String, _ uuid: OVSDBUUID) -> Row? { tables[table]?[uuid] }

    /// The row with the lowest uuid of those that fulfil the predicate.
    public func first(in table: String, where predicate: (Row) throws -> Bool) rethrows -> Row? {
        try (tables[table] ?? [:]).values.filter(predicate).min { $0.uuid < $1.uuid }
    }

    /// The rows whose parts of the index have these values, in the order of their uuids: in constant time, not by
    /// looking at every row.
    ///
    /// Traps when the replica was not made with the index, or the values are not as many as its parts.
    public func rows(_ index: RowIndex, _ values: [Datum]) -> [Row] {
        precondition(values.count == index.parts.count, "an index is asked with a value for each of its parts")
        guard let uuids = indexed.uuids(index, values) else {
            preconditionFailure("a replica is made with its indexes")
        }
        return uuids.sorted().compactMap { row(index.table, $0) }
    }

    /// The row of a table with this uuid. A replica that is not live gives the rows that it has, and does not say that
    /// there are no others.
    ///
    /// - Throws: `notFound` when the database has no such row, `notLive` when nobody knows.
    public func find(_ table: String, _ uuid: OVSDBUUID) throws(LookupError) -> Row {
        guard let row = row(table, uuid) else { throw absence(table, uuid.description) }
        return row
    }

    /// The row with the lowest uuid of those whose parts of the index have these values; see `rows(_:_:)`.
    ///
    /// - Throws: `notFound` when the database has no such row, `notLive` when nobody knows.
    public func find(_ index: RowIndex, _ values: [Datum]) throws(LookupError) -> Row {
        guard let row = rows(index, values).first else {
            throw absence(index.table, values.map { $0.json.serialized() }.joined(separator: ", "))
        }
        return row
    }

    private func absence(_ table: String, _ row: String) -> LookupError {
        state == .live ? .notFound(table: table, row: row) : .notLive(table: table, row: row, state: state)
    }
}
