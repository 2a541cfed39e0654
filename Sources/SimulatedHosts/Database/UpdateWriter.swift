import OVSDB

/// Writes what a monitor reports of rows: `<table-updates>` (RFC 7047 section 4.1.6) or `<table-updates2>`
/// (ovsdb-server(7), "Update2 Notification").
struct UpdateWriter {
    private let generation: Monitor.Generation
    private var writer = TextWriter()
    private var hasTables = false
    private var hasRows = false

    private init(_ generation: Monitor.Generation) { self.generation = generation }

    /// Everything there is, in the form of a first answer; `{}` when there is nothing.
    static func initial(_ monitor: Monitor, _ contents: DatabaseContents) -> [UInt8] {
        var updates = Self(monitor.generation)
        for table in monitor.tables where table.selection.contains(.initial) {
            for row in contents.rows[table.number].values.sorted(by: { $0.uuid < $1.uuid })
            where table.matches(row) {
                updates.row(table, row.uuid) { $0.contents("initial", .initial, row, table) }
            }
            updates.endTable()
        }
        return updates.finish() ?? Array("{}".utf8)
    }

    /// What a transaction changed; nil when nothing of it is monitored.
    static func changes(_ monitor: Monitor, _ changes: [RowDelta]) -> [UInt8]? {
        var updates = Self(monitor.generation)
        var rest = changes[...]
        for table in monitor.tables {
            while let change = rest.first, change.table <= table.number {
                rest.removeFirst()
                if change.table == table.number { updates.write(change, table, table) }
            }
            updates.endTable()
        }
        return updates.finish()
    }

    /// The rows that come and go when a monitor's conditions change; nil when none do.
    static func difference(_ old: Monitor, _ new: Monitor, _ contents: DatabaseContents) -> [UInt8]? {
        var updates = Self(new.generation)
        for (before, after) in zip(old.tables, new.tables) where before.conditions != after.conditions {
            for row in contents.rows[after.number].values.sorted(by: { $0.uuid < $1.uuid }) {
                updates.write(RowDelta(table: after.number, uuid: row.uuid, old: row, new: row), before, after)
            }
            updates.endTable()
        }
        return updates.finish()
    }

    private mutating func write(_ change: RowDelta, _ before: Monitor.Table, _ table: Monitor.Table) {
        let old = change.old.flatMap { before.matches($0) ? $0 : nil }
        let new = change.new.flatMap { table.matches($0) ? $0 : nil }
        switch (old, new) {
        case (nil, nil): return
        case (nil, let new?):
            guard table.selection.contains(.insert) else { return }
            row(table, change.uuid) { $0.contents("insert", .insert, new, table) }
        case (let old?, nil):
            guard table.selection.contains(.delete) else { return }
            row(table, change.uuid) { $0.deletion(old, table) }
        case (let old?, let new?):
            guard table.selection.contains(.modify),
                table.columns.contains(where: { old[$0.place] != new[$0.place] })
            else { return }
            row(table, change.uuid) { $0.modification(old, new, table) }
        }
    }

    // MARK: Rows

    private mutating func contents(
        _ kind: StaticString, _ selection: Monitor.Selection, _ row: StoredRow, _ table: Monitor.Table
    ) {
        if generation == .plain {
            writer.raw("\"new\":")
            columns(table, selection) { _ in
                true
            } value: {
                row[$0.place]
            }
        } else {
            writer.raw("\"")
            writer.raw(kind)
            writer.raw("\":")
            columns(table, selection) {
                row[$0.place] != $0.defaultValue
            } value: {
                row[$0.place]
            }
        }
    }

    private mutating func deletion(_ row: StoredRow, _ table: Monitor.Table) {
        guard generation == .plain else { return writer.raw("\"delete\":null") }
        writer.raw("\"old\":")
        columns(table, .delete) { _ in
            true
        } value: {
            row[$0.place]
        }
    }

    private mutating func modification(_ old: StoredRow, _ new: StoredRow, _ table: Monitor.Table) {
        func isChanged(_ column: Monitor.Column) -> Bool { old[column.place] != new[column.place] }
        guard generation == .plain else {
            writer.raw("\"modify\":")
            return columns(table, .modify, isChanged) {
                old[$0.place].difference(to: new[$0.place], type: $0.type)
            }
        }
        writer.raw("\"old\":")
        columns(table, .modify, isChanged) { old[$0.place] }
        writer.raw(",\"new\":")
        columns(table, .modify) { _ in
            true
        } value: {
            new[$0.place]
        }
    }

    private mutating func columns(
        _ table: Monitor.Table, _ selection: Monitor.Selection, _ isWritten: (Monitor.Column) -> Bool,
        value: (Monitor.Column) -> Datum
    ) {
        writer.raw("{")
        var isFirst = true
        for column in table.columns where column.selection.contains(selection) && isWritten(column) {
            if !isFirst { writer.raw(",") }
            isFirst = false
            writer.raw(column.key)
            writer.datum(value(column))
        }
        writer.raw("}")
    }

    // MARK: Frame

    private mutating func row(_ table: Monitor.Table, _ uuid: OVSDBUUID, _ body: (inout Self) -> Void) {
        if !hasRows {
            writer.raw(hasTables ? "," : "{")
            writer.raw(table.key)
            writer.raw("{")
            (hasTables, hasRows) = (true, true)
        } else {
            writer.raw(",")
        }
        writer.uuid(uuid)
        writer.raw(":{")
        body(&self)
        writer.raw("}")
    }

    private mutating func endTable() {
        if hasRows { writer.raw("}") }
        hasRows = false
    }

    private mutating func finish() -> [UInt8]? {
        guard hasTables else { return nil }
        writer.raw("}")
        return writer.bytes
    }
}
