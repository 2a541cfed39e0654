import Store

extension Store {
    /// Commits and waits until the batch is durable or refused.
    func store(_ batch: StoreBatch) async throws {
        try await withCheckedThrowingContinuation { continuation in
            commit(batch) { continuation.resume(with: $0) }
        }
    }
}

/// A batch that appends revision `number` and writes one document with it.
func revision(_ number: UInt64, document: String = "base", source: [UInt8]? = Array("a: 1\n".utf8)) -> StoreBatch {
    StoreBatch(
        appendRevision: RevisionRecord(
            number: number, unixMilliseconds: 1_700_000_000_000, actor: "root", summary: "change \(number)"),
        documents: [
            DocumentRecord(tenant: "acme", document: document, revision: number, format: "yaml", source: source)
        ])
}
