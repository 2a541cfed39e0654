import Foundation
import Synchronization

/// Runs `work` for every item on a thread of its own, all at once, waits for all and returns their results in order.
///
/// For work that waits for programs of this machine: there may be more items than cores. Throws the error of the earliest
/// item that failed.
func inParallel<Item: Sendable, Output: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item) throws -> Output
) throws -> [Output] {
    let outcomes = Mutex([Result<Output, any Error>?](repeating: nil, count: items.count))
    let finished = DispatchSemaphore(value: 0)
    for (position, item) in items.enumerated() {
        Thread {
            let outcome = Result { try work(item) }
            outcomes.withLock { $0[position] = outcome }
            finished.signal()
        }.start()
    }
    for _ in items { finished.wait() }
    return try outcomes.withLock { $0 }.compactMap { try $0?.get() }
}
