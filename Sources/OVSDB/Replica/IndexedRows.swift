/// The rows of a replica by the keys of its indexes, kept with every change of a row.
struct IndexedRows {
    private var indexes: [String: [RowIndex: [[Datum]: Set<OVSDBUUID>]]]

    init(_ indexes: [RowIndex]) {
        self.indexes = Dictionary(grouping: indexes, by: \.table).mapValues { ofTable in
            Dictionary(uniqueKeysWithValues: Set(ofTable).map { ($0, [:]) })
        }
    }

    mutating func change(_ table: String, from old: Row?, to new: Row?) {
        guard let ofTable = indexes[table] else { return }
        for index in ofTable.keys {
            let (oldKey, newKey) = (old.map(index.key), new.map(index.key))
            guard oldKey != newKey else { continue }
            if let old, let oldKey { remove(old.uuid, oldKey, index) }
            if let new, let newKey { indexes[table]?[index]?[newKey, default: []].insert(new.uuid) }
        }
    }

    /// The rows under a key; nil when there is no such index.
    func uuids(_ index: RowIndex, _ key: [Datum]) -> Set<OVSDBUUID>? {
        guard let keys = indexes[index.table]?[index] else { return nil }
        return keys[key] ?? []
    }

    private mutating func remove(_ uuid: OVSDBUUID, _ key: [Datum], _ index: RowIndex) {
        indexes[index.table]?[index]?[key]?.remove(uuid)
        if indexes[index.table]?[index]?[key]?.isEmpty == true { indexes[index.table]?[index]?[key] = nil }
    }
}
