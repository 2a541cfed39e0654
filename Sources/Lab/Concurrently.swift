import Foundation
import Synchronization

/// Runs `work` for every item on up to `limit` threads and waits for all; throws the error of the earliest item that failed.
///
/// For work that mostly waits for external programs: `limit` is above the number of cores on purpose. After an error no
/// further item is begun.
func concurrently<Item: Sendable>(
    _ items: [Item], limit: Int = 8, _ work: @escaping @Sendable (Item) throws(LabError) -> Void
) throws(LabError) {
    let progress = Mutex((next: 0, failures: [Int: LabError]()))
    let finished = DispatchSemaphore(value: 0)
    let runner: @Sendable () -> Void = {
        while true {
            let claimed = progress.withLock { state -> Int? in
                guard state.next < items.count, state.failures.isEmpty else { return nil }
                state.next += 1
                return state.next - 1
            }
            guard let claimed else { break }
            do throws(LabError) {
                try work(items[claimed])
            } catch {
                progress.withLock { $0.failures[claimed] = error }
            }
        }
        finished.signal()
    }
    let threads = min(limit, items.count)
    for _ in 0..<threads { Thread(block: runner).start() }
    for _ in 0..<threads { finished.wait() }
    if let first = progress.withLock({ $0.failures.min { $0.key < $1.key } }) { throw first.value }
}
