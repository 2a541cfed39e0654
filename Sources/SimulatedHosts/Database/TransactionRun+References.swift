import OVSDB

// Referential integrity (RFC 7047 section 3.2 `<base-type>`): strong references are counted, weak ones let go.

extension TransactionRun {
    private struct Target: Hashable, Comparable {
        let table: Int
        let uuid: OVSDBUUID

        static func < (left: Self, right: Self) -> Bool { (left.table, left.uuid) < (right.table, right.uuid) }
    }

    /// Counts the strong references anew that the transaction touched, refuses those to nothing, and collects the rows
    /// that are left without any.
    mutating func countReferences() throws(OVSDBError) {
        var counts: [Target: Int] = [:]
        for table in originals.indices where !model.tables[table].strong.isEmpty {
            for (uuid, original) in originals[table] {
                if let old = original.row { count(old, table, -1, &counts) }
                if let new = row(table, uuid) { count(new, table, 1, &counts) }
            }
        }
        try adjust(counts)
        for table in originals.indices {
            for (uuid, original) in touched(table) where contents.rows[table][uuid] == nil {
                let left = (original.row?.references ?? 0) + (counts[Target(table: table, uuid: uuid)] ?? 0)
                guard left > 0 else { continue }
                throw OVSDBError(
                    .referentialIntegrityViolation,
                    "cannot delete \(model.tables[table].name) row \(uuid) because of \(left) remaining reference(s)")
            }
        }
        for table in originals.indices { for uuid in originals[table].keys { collect(table, uuid) } }
    }

    private func touched(_ table: Int) -> [(key: OVSDBUUID, value: Original)] {
        originals[table].sorted { $0.key < $1.key }
    }

    /// A row's references to itself do not count.
    private func count(_ row: StoredRow, _ table: Int, _ step: Int, _ counts: inout [Target: Int]) {
        for column in model.tables[table].strong {
            row.columns[column.position].forEachReference(column) { target, uuid in
                if uuid != row.uuid { counts[Target(table: target, uuid: uuid), default: 0] += step }
            }
        }
    }

    private mutating func adjust(_ counts: [Target: Int]) throws(OVSDBError) {
        for (target, step) in counts.sorted(by: { $0.key < $1.key }) where step != 0 {
            if contents.rows[target.table][target.uuid] != nil {
                touch(target.table, target.uuid)
                contents.rows[target.table][target.uuid]?.references += step
            } else if originals[target.table][target.uuid] == nil {
                throw OVSDBError(
                    .referentialIntegrityViolation,
                    "a row references nonexistent row \(target.uuid) in table \(model.tables[target.table].name).")
            }
        }
    }

    /// Deletes a row that lives by references only and has none, and what lived by it alone.
    private mutating func collect(_ table: Int, _ uuid: OVSDBUUID) {
        guard !model.tables[table].isRoot, let row = row(table, uuid), row.references == 0 else { return }
        contents.rows[table][uuid] = nil
        for column in model.tables[table].strong {
            row.columns[column.position].forEachReference(column) { target, other in
                guard other != uuid, contents.rows[target][other] != nil else { return }
                touch(target, other)
                contents.rows[target][other]?.references -= 1
                collect(target, other)
            }
        }
    }

    /// Takes references to rows that are not there out of the columns that hold them weakly.
    ///
    /// - Throws: `constraint violation` when a column may not be empty.
    mutating func removeWeakReferences() throws(OVSDBError) {
        for table in originals.indices {
            for (uuid, original) in touched(table) {
                for column in model.tables[table].weak { try removeWeak(table, uuid, column) }
                guard original.row != nil, contents.rows[table][uuid] == nil else { continue }
                for referrer in model.weakReferrers[table] {
                    for other in contents.rows[referrer.table].keys.sorted() {
                        try removeWeak(referrer.table, other, referrer.column)
                    }
                }
            }
        }
    }

    private mutating func removeWeak(
        _ table: Int, _ uuid: OVSDBUUID, _ column: TableModel.ReferenceColumn
    ) throws(OVSDBError) {
        guard let value = row(table, uuid)?.columns[column.position] else { return }
        let kept = value.keepingReferences(column) { target, uuid in contents.rows[target][uuid] != nil }
        guard kept.count != value.count else { return }
        touch(table, uuid)
        contents.rows[table][uuid]?.columns[column.position] = kept
        guard kept.count >= model.tables[table].types[column.position].minimum else {
            throw OVSDBError(
                .constraintViolation,
                "Deletion of weak reference(s) from column \"\(model.tables[table].columns[column.position])\" in \"\(model.tables[table].name)\" row \(uuid) caused this column to become empty, but constraints on this column disallow an empty column."
            )
        }
    }
}

extension Datum {
    /// Calls with the table and uuid of every row that a column's value refers to.
    fileprivate func forEachReference(_ column: TableModel.ReferenceColumn, _ body: (Int, OVSDBUUID) -> Void) {
        if let table = column.keyTable { for case .uuid(let uuid) in atoms { body(table, uuid) } }
        guard let table = column.valueTable else { return }
        for pair in pairs { if case .uuid(let uuid) = pair.value { body(table, uuid) } }
    }

    fileprivate func keepingReferences(
        _ column: TableModel.ReferenceColumn, _ isThere: (Int, OVSDBUUID) -> Bool
    ) -> Datum {
        func stays(_ atom: Atom, _ table: Int?) -> Bool {
            guard let table, case .uuid(let uuid) = atom else { return true }
            return isThere(table, uuid)
        }
        guard isMap else { return Datum(set: atoms.filter { stays($0, column.keyTable) }) }
        return Datum(map: pairs.filter { stays($0.key, column.keyTable) && stays($0.value, column.valueTable) })
    }
}
