import NetworkTypes

/// Events on their way to the core: put in by many threads, taken out in batches by one.
///
/// What hosts say is bounded here: a thread that brings more than the core has room for waits, so sockets are read later and the
/// peers have to wait too. What the API and the store say is bounded at its source (connections, writes under way) and never waits:
/// the core may be what it comes from.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
    /// The weight that may wait; a single batch above it goes in alone.
    let limit: Int

    // Guarded by `condition`, which is signalled for the one that takes and broadcast to those that wait for room.
    private let condition = MonotonicCondition()
    private var elements: [Element] = []
    private var weight = 0
    private var isClosed = false

    init(limit: Int) { self.limit = limit }

    /// Puts something in at once, whatever waits already.
    func put(_ more: [Element]) {
        guard !more.isEmpty else { return }
        condition.lock()
        elements += more
        condition.broadcast()
        condition.unlock()
    }

    /// Puts something in as soon as there is room for its weight; drops it when the mailbox is closed.
    func putWaiting(_ more: [Element], weight added: Int) {
        guard !more.isEmpty else { return }
        condition.lock()
        defer { condition.unlock() }
        while weight > 0, weight + added > limit, !isClosed { condition.wait() }
        guard !isClosed else { return }
        elements += more
        weight += added
        condition.broadcast()
    }

    /// Everything that is there; waits for something, but not beyond the deadline. Nil once it is closed.
    func take(until deadline: MonotonicTime?) -> [Element]? {
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
        defer {
            elements = []
            if weight > 0 { condition.broadcast() }
            weight = 0
        }
        return elements
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
