import Store
import Synchronization
import Testing

@Suite struct MemoryStoreTests {
    @Test("An injected failure stops the store as a broken disk would")
    func failure() async throws {
        let store = MemoryStore()
        store.failNext(with: StoreError(.database, "the disk is full", sqliteCode: 13))
        let error = await #expect(throws: StoreError.self) { try await store.store(revision(1)) }
        #expect(error?.sqliteCode == 13)
        let later = await #expect(throws: StoreError.self) { try await store.store(revision(1)) }
        #expect(later?.code == .stopped)
        #expect(try store.load() == StoreSnapshot())
    }

    @Test("An injected refusal passes")
    func refusal() async throws {
        let store = MemoryStore()
        store.failNext(with: StoreError(.overloaded, "full"))
        await #expect(throws: StoreError.self) { try await store.store(revision(1)) }
        try await store.store(revision(1))
    }

    @Test("Held batches are lost in a crash, completed ones are not")
    func crash() throws {
        let store = MemoryStore(completion: .held)
        let completed = Mutex(0)
        for number: UInt64 in 1...3 { store.commit(revision(number)) { _ in completed.withLock { $0 += 1 } } }
        store.completeHeld(2)
        #expect(completed.withLock { $0 } == 2)
        #expect(store.heldCount == 1)
        #expect(try store.afterCrash().load().lastRevision?.number == 2)
    }
}
