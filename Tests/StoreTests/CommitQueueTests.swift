import Testing

@testable import Store

@Suite struct CommitQueueTests {
    private func commit(bytes: Int = 0) -> PendingCommit {
        PendingCommit(batch: StoreBatch(facts: [FactRecord(key: "", value: [UInt8](repeating: 0, count: bytes))])) {
            _ in
        }
    }

    @Test("A full queue refuses, and accepts again when it was emptied")
    func bounds() {
        let queue = CommitQueue(maximumCount: 2, maximumWeight: 1_000)
        let accepted = [queue.append(commit()), queue.append(commit())]
        #expect(accepted == [nil, nil])
        let refused = queue.append(commit())
        #expect(refused?.code == .overloaded)
        let taken = queue.takeAll()
        #expect(taken?.count == 2)
        let huge = queue.append(commit(bytes: 5_000))
        #expect(huge == nil, "One batch of any size may wait")
        let next = queue.append(commit())
        #expect(next?.code == .overloaded)
    }

    @Test("An ended queue gives out what waits, then ends")
    func end() {
        let queue = CommitQueue(maximumCount: 2, maximumWeight: 1_000)
        _ = queue.append(commit())
        queue.end(with: .closed)
        let refused = queue.append(commit())
        #expect(refused == .closed)
        let rest = queue.takeAll()
        #expect(rest?.count == 1)
        let end = queue.takeAll()
        #expect(end == nil)
    }
}
