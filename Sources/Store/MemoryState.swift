/// Text compared byte by byte, as SQLite compares it; Swift's own order and equality follow Unicode's equivalences.
struct TextKey: Hashable, Comparable {
    let bytes: [UInt8]

    init(_ parts: String...) {
        // 0xff occurs in no UTF-8 text, so parts cannot run into each other.
        bytes = Array(parts.map { Array($0.utf8) }.joined(separator: [0xff]))
    }

    static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

/// What a `MemoryStore` holds, with the same rules as the database.
struct MemoryState {
    private struct Number: Hashable {
        let kind: TextKey
        let value: UInt64
    }

    var revisions: [RevisionRecord] = []
    var audit: [AuditRecord] = []
    private var documents: [TextKey: [DocumentRecord]] = [:]
    private var allocations: [TextKey: AllocationRecord] = [:]
    private var taken: [Number: TextKey] = [:]
    private var counters: [TextKey: CounterRecord] = [:]
    private var facts: [TextKey: FactRecord] = [:]

    /// Applies a batch wholly, or takes back what it began. The cost follows the batch, not what is stored.
    mutating func apply(_ batch: StoreBatch) throws(StoreError) {
        try batch.validate()
        var undo: [(inout MemoryState) -> Void] = []
        do throws(StoreError) {
            try write(batch, undo: &undo)
        } catch {
            for step in undo.reversed() { step(&self) }
            throw error
        }
    }

    private mutating func write(
        _ batch: StoreBatch, undo: inout [(inout MemoryState) -> Void]
    ) throws(StoreError) {
        if let revision = batch.appendRevision {
            let last = revisions.last?.number ?? 0
            guard revision.number == last + 1 else { throw .revisionConflict(revision.number, last: last) }
            revisions.append(revision)
            undo.append { $0.revisions.removeLast() }
        }
        for document in batch.documents {
            let key = TextKey(document.tenant, document.document)
            if documents[key]?.last?.revision == document.revision { throw .documentConflict(document) }
            documents[key, default: []].append(document)
            undo.append { $0.documents[key]?.removeLast() }
        }
        for allocation in batch.allocations { try allocate(allocation, undo: &undo) }
        for counter in batch.counters {
            let key = TextKey(counter.kind)
            let old = counters[key]
            guard counter.next >= old?.next ?? 0 else { throw .counterConflict(counter) }
            counters[key] = counter
            undo.append { $0.counters[key] = old }
        }
        // Nothing after this line can be refused.
        for fact in batch.facts { facts[TextKey(fact.key)] = fact.value == nil ? nil : fact }
        audit += batch.audit
    }

    private mutating func allocate(
        _ allocation: AllocationRecord, undo: inout [(inout MemoryState) -> Void]
    ) throws(StoreError) {
        let key = TextKey(allocation.kind, allocation.name)
        let kind = TextKey(allocation.kind)
        let old = allocations[key]
        let oldSlot = old?.number.map { Number(kind: kind, value: $0) }
        guard let number = allocation.number else {
            allocations[key] = nil
            if let oldSlot { taken[oldSlot] = nil }
            undo.append { state in
                state.allocations[key] = old
                if let oldSlot { state.taken[oldSlot] = key }
            }
            return
        }
        let slot = Number(kind: kind, value: number)
        guard oldSlot == nil || oldSlot == slot, taken[slot] == nil || taken[slot] == key else {
            throw .allocationConflict(allocation)
        }
        allocations[key] = allocation
        taken[slot] = key
        undo.append { state in
            state.allocations[key] = old
            state.taken[slot] = oldSlot == nil ? nil : key
        }
    }

    func documents(atRevision revision: UInt64) -> [DocumentRecord] {
        sorted(documents.compactMapValues { $0.last { $0.revision <= revision } }).filter { $0.source != nil }
    }

    func snapshot() -> StoreSnapshot {
        StoreSnapshot(
            lastRevision: revisions.last,
            documents: documents(atRevision: .max),
            allocations: sorted(allocations),
            counters: sorted(counters),
            facts: sorted(facts))
    }

    private func sorted<Value>(_ values: [TextKey: Value]) -> [Value] {
        values.sorted { $0.key < $1.key }.map(\.value)
    }
}
