/// A copy of the monitored part of a database, kept by applying its updates.
///
/// `OVSDBClient` says when to make a new one (`ready` with `found` false) and gives the updates and the schema, which
/// must be the one restricted to monitored tables and columns that the client keeps.
public struct Replica: Sendable {
    /// Whether the contents can be believed. "No such row" means something only while `live`.
    public enum State: Hashable, Sendable {
        /// The initial contents have not come yet.
        case loading
        /// As the server reported last.
        case live
        /// The connection is gone or an update failed: this is what once was.
        case stale
    }

    /// How large a database may be before it is refused.
    public struct Limits: Hashable, Sendable {
        public var maximumRows: Int
        /// Of all values together, roughly, in bytes of memory.
        public var maximumBytes: Int

        public init(maximumRows: Int = 200_000, maximumBytes: Int = 256 << 20) {
            self.maximumRows = maximumRows
            self.maximumBytes = maximumBytes
        }
    }

    public let schema: DatabaseSchema
    public let limits: Limits
    public private(set) var state = State.loading

    /// Counts the updates that changed something: a transaction built at one revision knows nothing of later ones.
    public private(set) var revision: UInt64 = 0

    private(set) var tables: [String: [OVSDBUUID: Row]] = [:]
    /// By table: a row of which nothing is said.
    private let defaults: [String: [String: Datum]]
    private var rowCount = 0
    private var byteCount = 0
    private var isBroken = false
    private(set) var indexed: IndexedRows

    /// - Parameter indexes: to find rows by; see `rows(_:_:)`.
    public init(schema: DatabaseSchema, limits: Limits = Limits(), indexes: [RowIndex] = []) {
        indexed = IndexedRows(indexes)
        defaults = schema.tables.mapValues { $0.columns.mapValues(\.type.defaultValue) }
        self.schema = schema
        self.limits = limits
    }

    /// Applies updates and answers which rows changed, in the order of tables and uuids. Makes the replica live.
    ///
    /// - Throws: when the updates contradict the contents. The replica is stale then and takes no more updates.
    public mutating func apply(_ updates: TableUpdates) throws(ReplicaError) -> [RowChange] {
        guard !isBroken else {
            throw ReplicaError(.broken, "an earlier update failed: the replica must be loaded anew")
        }
        do throws(ReplicaError) {
            var changes: [RowChange] = []
            for table in updates.tables {
                guard let tableSchema = schema.tables[table.name] else {
                    throw ReplicaError(.inconsistent, "an update for the unknown table \(table.name)")
                }
                for update in table.rows {
                    if let change = try apply(update, to: tableSchema) { changes.append(change) }
                }
            }
            state = .live
            if !changes.isEmpty { revision += 1 }
            return changes
        } catch {
            isBroken = true
            state = .stale
            throw error
        }
    }

    /// Says that the connection is gone. Updates that resume where it ended make the replica live again.
    public mutating func markStale() {
        if state == .live { state = .stale }
    }

    private mutating func apply(
        _ update: TableUpdates.RowUpdate, to table: TableSchema
    ) throws(ReplicaError) -> RowChange? {
        let old = tables[table.name]?[update.uuid]
        let new: Row?
        switch update.change {
        case .initial(let columns), .insert(let columns):
            guard old == nil else { throw inconsistency("is inserted a second time", update, table) }
            new = completeRow(update.uuid, columns, table)
        case .modify(let differences):
            guard let old else { throw inconsistency("is changed without being there", update, table) }
            new = try modify(old, differences, table)
        case .replace(let columns):
            guard old != nil else { throw inconsistency("is changed without being there", update, table) }
            new = completeRow(update.uuid, columns, table)
        case .delete:
            guard old != nil else { throw inconsistency("is deleted without being there", update, table) }
            new = nil
        }
        guard old != new else { return nil }
        try store(new, insteadOf: old, update.uuid, table.name)
        return RowChange(table: table.name, uuid: update.uuid, old: old, new: new)
    }

    private func completeRow(_ uuid: OVSDBUUID, _ columns: [String: Datum], _ table: TableSchema) -> Row {
        // What a server does not send has its default.
        guard columns.count < table.columns.count else { return Row(uuid: uuid, columns: columns) }
        return Row(uuid: uuid, columns: defaults[table.name, default: [:]].merging(columns) { $1 })
    }

    private func modify(
        _ row: Row, _ differences: [String: Datum], _ table: TableSchema
    ) throws(ReplicaError) -> Row {
        var row = row
        for (name, difference) in differences {
            guard let type = table.columns[name]?.type, difference.isMap == type.isMap, let old = row.columns[name]
            else {
                throw ReplicaError(.inconsistent, "table \(table.name) has no column \(name) of that kind")
            }
            let new = old.applying(difference: difference, type: type)
            guard new.count >= type.minimum, type.maximum.map({ new.count <= $0 }) ?? true else {
                throw ReplicaError(.inconsistent, "table \(table.name), row \(row.uuid), column \(name): wrong size")
            }
            row.columns[name] = new
        }
        return row
    }

    private mutating func store(
        _ new: Row?, insteadOf old: Row?, _ uuid: OVSDBUUID, _ table: String
    ) throws(ReplicaError) {
        rowCount += (new == nil ? 0 : 1) - (old == nil ? 0 : 1)
        byteCount += (new?.weight ?? 0) - (old?.weight ?? 0)
        guard rowCount <= limits.maximumRows, byteCount <= limits.maximumBytes else {
            throw ReplicaError(
                .tooLarge, "the database has more than \(limits.maximumRows) rows or \(limits.maximumBytes) bytes")
        }
        tables[table, default: [:]][uuid] = new
        indexed.change(table, from: old, to: new)
    }

    private func inconsistency(
        _ what: String, _ update: TableUpdates.RowUpdate, _ table: TableSchema
    ) -> ReplicaError {
        ReplicaError(.inconsistent, "table \(table.name): row \(update.uuid) \(what)")
    }
}
