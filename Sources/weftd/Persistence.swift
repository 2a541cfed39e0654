import Controller
import Policy
import PolicyFiles
import Store

/// Between the store and what the core calls stored.
enum Persistence {
    private static let termCounter = "term"

    /// Reads everything, and notes that a new term begins.
    static func load(_ store: any Store) throws -> StoredState {
        let snapshot = try store.load()
        var state = StoredState()
        state.revision = snapshot.lastRevision?.number ?? 0
        for record in snapshot.documents { state.documents += try documents(of: record) }
        for record in snapshot.allocations {
            state.allocations[record.kind, default: [:]][record.name] = record.number
        }
        for record in snapshot.counters { state.counters[record.kind] = record.next }
        for record in snapshot.facts { state.facts[record.key] = record.value }
        state.term = state.counters.removeValue(forKey: termCounter) ?? 0
        return state
    }

    /// The term must be stored before a switch hears of it.
    static func beginTerm(
        after state: StoredState, _ store: any Store, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        store.commit(
            StoreBatch(counters: [CounterRecord(kind: termCounter, next: state.term + 1)]), completion: completion)
    }

    private static func documents(of record: DocumentRecord) throws -> [StoredState.Document] {
        guard let source = record.source else { return [] }
        let name = try StoredName(record.format)
        let (documents, diagnostics) = readDocuments(source, file: name.file, firstLine: name.firstLine)
        guard diagnostics.isEmpty, documents.allSatisfy(\.diagnostics.isEmpty) else {
            let all = diagnostics + documents.flatMap(\.diagnostics)
            throw StartError(
                "state",
                "the stored document \(record.tenant)/\(record.document) does not hold for this version:\n"
                    + all.map(\.description).joined(separator: "\n"))
        }
        return documents.map { StoredState.Document(document: $0, revision: record.revision) }
    }

    static func batch(_ write: StoreWrite) -> StoreBatch {
        var batch = StoreBatch()
        if let revision = write.revision {
            batch.appendRevision = RevisionRecord(
                number: revision.number, unixMilliseconds: Int64(revision.wallTime), actor: revision.actor,
                summary: revision.summary)
            batch.documents = revision.documents.map { key, source in
                DocumentRecord(
                    tenant: key.tenant, document: key.document, revision: revision.number,
                    format: source.map { StoredName(file: $0.file, firstLine: $0.firstLine).text } ?? "deleted",
                    source: source.map { Array($0.text.utf8) })
            }
            batch.audit = [
                AuditRecord(
                    unixMilliseconds: Int64(revision.wallTime), actor: revision.actor,
                    action: "apply revision \(revision.number)")
            ]
        }
        batch.allocations = write.allocations.map { AllocationRecord(kind: $0.kind, name: $0.name, number: $0.number) }
        batch.counters = write.counters.sorted { $0.key < $1.key }.map { CounterRecord(kind: $0.key, next: $0.value) }
        batch.facts = write.facts.map { FactRecord(key: $0.key, value: $0.value) }
        return batch
    }
}

/// Where a stored text came from, in the form in which the store keeps it: `LINE FILE`.
private struct StoredName {
    let file: String
    let firstLine: Int

    init(file: String, firstLine: Int) {
        self.file = file
        self.firstLine = firstLine
    }

    init(_ text: String) throws {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let line = Int(parts[0]) else {
            throw StartError("state", "the stored place of a document is not readable: \(text)")
        }
        self.init(file: String(parts[1]), firstLine: line)
    }

    var text: String { "\(firstLine) \(file)" }
}
