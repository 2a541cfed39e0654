import EventLoop
import Synchronization

/// Collects the events of one turn of the loop and hands them out together: whoever takes them pays for a wake-up once
/// a turn, not once a message.
///
/// Used on the loop thread only, but for `counters`.
final class Outbox: @unchecked Sendable {
    private let loop: EventLoop
    private let deliver: @Sendable ([SouthboundEvent]) -> Void
    private var waiting: [SouthboundEvent] = []
    private var isClosed = false
    private let state = Mutex(SouthboundCounters())

    init(on loop: EventLoop, deliver: @escaping @Sendable ([SouthboundEvent]) -> Void) {
        self.loop = loop
        self.deliver = deliver
    }

    func append(_ events: some Sequence<SouthboundEvent>) {
        guard !isClosed else { return }
        let wasEmpty = waiting.isEmpty
        waiting.append(contentsOf: events)
        guard wasEmpty, !waiting.isEmpty else { return }
        // Runs in the next turn, when every socket that is ready in this one has had its say. A loop that stops takes no
        // more work.
        let isComing = loop.execute { self.flush() }
        if !isComing { flush() }
    }

    func flush() {
        guard !waiting.isEmpty else { return }
        let batch = waiting
        waiting = []
        count {
            $0.batches += 1
            $0.events += UInt64(batch.count)
        }
        deliver(batch)
    }

    /// Hands out what waits; nothing follows.
    func close() {
        flush()
        isClosed = true
    }

    func count(_ change: (inout SouthboundCounters) -> Void) { state.withLock { change(&$0) } }

    /// From any thread.
    var counters: SouthboundCounters { state.withLock { $0 } }
}
