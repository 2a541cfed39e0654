/// The conflicts that every store reports in the same words.
extension StoreError {
    static func revisionConflict(_ number: UInt64, last: UInt64) -> StoreError {
        StoreError(.conflict, "revision \(number) does not follow the last stored revision \(last)")
    }

    static func documentConflict(_ document: DocumentRecord) -> StoreError {
        StoreError(
            .conflict,
            "document \(document.tenant)/\(document.document) is written twice in revision \(document.revision)")
    }

    static func allocationConflict(_ allocation: AllocationRecord) -> StoreError {
        StoreError(
            .conflict,
            "\(allocation.kind) \(allocation.number.map { String($0) } ?? "none") cannot be given to \(allocation.name): "
                + "the number is taken or the name has another")
    }

    static func counterConflict(_ counter: CounterRecord) -> StoreError {
        StoreError(.conflict, "counter \(counter.kind) cannot go back to \(counter.next)")
    }

    static let closed = StoreError(.stopped, "the store is closed")
}
