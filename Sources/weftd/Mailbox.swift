import Foundation

/// Events on their way to the core: put in by many threads, taken out in batches by one.
///
/// It has no bound of its own: what fills it is bounded at its source (sessions by their buffers, the API by its
/// connections), and the core takes everything at once.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
    // Guarded by `condition`.
    private let condition = NSCondition()
    private var elements: [Element] = []
    private var isClosed = false

    func put(_ more: [Element]) {
        guard !more.isEmpty else { return }
        condition.lock()
        elements += more
        condition.signal()
        condition.unlock()
    }

    /// Everything that is there; waits for something, but not beyond the deadline. Nil once it is closed.
    func take(until deadline: Date?) -> [Element]? {
        condition.lock()
        defer { condition.unlock() }
        while elements.isEmpty, !isClosed {
            guard let deadline else {
                condition.wait()
                continue
            }
            if !condition.wait(until: deadline) { break }
        }
        guard !isClosed else { return nil }
        defer { elements = [] }
        return elements
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
