import Synchronization

/// A store in memory for tests and simulation: the rules of the database without its time and its failures, except
/// those that are asked for.
public final class MemoryStore: Store {
    /// When a batch becomes durable.
    public enum Completion: Hashable, Sendable {
        /// Inside `commit`.
        case immediate
        /// When `completeHeld` is called: a crash before that loses the batch.
        case held
    }

    private typealias Held = (batch: StoreBatch, completion: @Sendable (Result<Void, StoreError>) -> Void)

    private struct State {
        var memory = MemoryState()
        var completion: Completion
        var held: [Held] = []
        var failures: [StoreError] = []
        var stopped: StoreError?
    }

    private let state: Mutex<State>

    public init(completion: Completion = .immediate) {
        state = Mutex(State(completion: completion))
    }

    /// Makes the next batch fail with `error`; several calls queue up. An error other than `conflict`, `invalid` and
    /// `overloaded` stops the store, as the database would.
    public func failNext(with error: StoreError) {
        state.withLock { $0.failures.append(error) }
    }

    /// The batches that are held and not yet durable.
    public var heldCount: Int { state.withLock { $0.held.count } }

    /// Stores the oldest held batches and reports them.
    public func completeHeld(_ count: Int = .max) {
        for _ in 0..<min(count, heldCount) {
            guard let oldest = state.withLock({ $0.held.isEmpty ? nil : $0.held.removeFirst() }) else { return }
            oldest.completion(store(oldest.batch))
        }
    }

    /// What the disk holds after a power cut: a new store with all that was durable and nothing that was held.
    public func afterCrash() -> MemoryStore {
        let (memory, completion) = state.withLock { ($0.memory, $0.completion) }
        let survivor = MemoryStore(completion: completion)
        survivor.state.withLock { $0.memory = memory }
        return survivor
    }

    public func commit(_ batch: StoreBatch, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void) {
        let isHeld = state.withLock { state in
            guard state.completion == .held, state.stopped == nil else { return false }
            state.held.append((batch, completion))
            return true
        }
        if !isHeld { completion(store(batch)) }
    }

    private func store(_ batch: StoreBatch) -> Result<Void, StoreError> {
        state.withLock { state in
            if let stopped = state.stopped { return .failure(stopped) }
            if !state.failures.isEmpty {
                let failure = state.failures.removeFirst()
                if ![.conflict, .invalid, .overloaded].contains(failure.code) {
                    state.stopped = StoreError(.stopped, "the store stopped: \(failure)")
                }
                return .failure(failure)
            }
            return Result { () throws(StoreError) in try state.memory.apply(batch) }
        }
    }

    public func load() throws(StoreError) -> StoreSnapshot {
        state.withLock { $0.memory.snapshot() }
    }

    public func history(limit: Int, before: UInt64?) throws(StoreError) -> [RevisionRecord] {
        state.withLock {
            Array($0.memory.revisions.reversed().filter { $0.number < before ?? .max }.prefix(max(0, limit)))
        }
    }

    public func documents(atRevision revision: UInt64) throws(StoreError) -> [DocumentRecord] {
        state.withLock { $0.memory.documents(atRevision: revision) }
    }

    public func auditTrail(limit: Int, before: UInt64?) throws(StoreError) -> [AuditEntry] {
        state.withLock { state in
            let entries = state.memory.audit.enumerated().reversed().lazy
                .map { AuditEntry(sequence: UInt64($0.offset) + 1, record: $0.element) }
                .filter { $0.sequence < before ?? .max }
            return Array(entries.prefix(max(0, limit)))
        }
    }

    public func close() {
        completeHeld()
        state.withLock { $0.stopped = $0.stopped ?? .closed }
    }
}
