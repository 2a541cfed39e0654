import Glibc

/// A batch that waits to be stored, and whom to tell.
struct PendingCommit: Sendable {
    let batch: StoreBatch
    let completion: @Sendable (Result<Void, StoreError>) -> Void
}

/// The bounded queue between those who commit and the thread that stores.
///
/// When it is full a batch is refused: the caller knows what can wait, the queue does not. A condition variable, not
/// a `Mutex`, because the thread has to sleep until there is work.
final class CommitQueue: @unchecked Sendable {
    // Unchecked: every access to the stored properties below happens with `lock` held.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let workArrived: UnsafeMutablePointer<pthread_cond_t>
    private var pending: [PendingCommit] = []
    private var weight = 0
    private var refusal: StoreError?
    private var isEnding = false

    private let maximumCount: Int
    private let maximumWeight: Int

    init(maximumCount: Int, maximumWeight: Int) {
        self.maximumCount = maximumCount
        self.maximumWeight = maximumWeight
        lock = .allocate(capacity: 1)
        workArrived = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(workArrived, nil)
    }

    deinit {
        pthread_cond_destroy(workArrived)
        pthread_mutex_destroy(lock)
        workArrived.deallocate()
        lock.deallocate()
    }

    /// Queues a commit, or says why not. One batch may always wait, whatever its size.
    func append(_ commit: PendingCommit) -> StoreError? {
        let batchWeight = commit.batch.weight
        return withLock {
            if let refusal { return refusal }
            guard pending.isEmpty || (pending.count < maximumCount && weight + batchWeight <= maximumWeight) else {
                return StoreError(.overloaded, "\(pending.count) batches wait to be stored")
            }
            pending.append(commit)
            weight += batchWeight
            pthread_cond_signal(workArrived)
            return nil
        }
    }

    /// Sleeps until there is work and takes all of it; `nil` when the queue ended and is empty.
    func takeAll() -> [PendingCommit]? {
        withLock {
            while pending.isEmpty, !isEnding { pthread_cond_wait(workArrived, lock) }
            guard !pending.isEmpty else { return nil }
            defer { (pending, weight) = ([], 0) }
            return pending
        }
    }

    /// From now on every commit is refused with `error`; what waits already is still taken.
    func refuse(with error: StoreError) {
        withLock { refusal = refusal ?? error }
    }

    /// Refuses new commits and lets `takeAll` end when all is taken.
    func end(with error: StoreError) {
        withLock {
            refusal = refusal ?? error
            isEnding = true
            pthread_cond_broadcast(workArrived)
        }
    }

    private func withLock<Value>(_ body: () -> Value) -> Value {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }
}
