import NetworkTypes

@testable import Sessions

/// Time that passes when it is told to, and what happens in it: in the order of its moments, and of one moment in the order
/// in which it was scheduled.
final class VirtualClock {
    private(set) var now = MonotonicTime(seconds: 1000)
    private var heap: [Entry] = []
    private var lastSequence: UInt64 = 0
    /// How much happened so far.
    private(set) var happenings = 0

    private struct Entry {
        let time: MonotonicTime
        let sequence: UInt64
        let work: Scheduled

        static func < (left: Entry, right: Entry) -> Bool {
            (left.time, left.sequence) < (right.time, right.sequence)
        }
    }

    /// Work that is to be done, unless it is cancelled.
    final class Scheduled: SessionTimer {
        fileprivate var body: (() -> Void)?
        fileprivate init(_ body: @escaping () -> Void) { self.body = body }
        func cancel() { body = nil }
    }

    @discardableResult
    func after(_ delay: Duration, _ body: @escaping () -> Void) -> Scheduled { at(now + delay, body) }

    @discardableResult
    func at(_ time: MonotonicTime, _ body: @escaping () -> Void) -> Scheduled {
        let scheduled = Scheduled(body)
        lastSequence += 1
        push(Entry(time: max(time, now), sequence: lastSequence, work: scheduled))
        return scheduled
    }

    /// Lets this much time pass, with all that happens in it.
    func pass(_ duration: Duration) {
        let end = now + duration
        while let next = heap.first, next.time <= end {
            pop()
            now = next.time
            happenings += 1
            next.work.body?()
        }
        now = end
    }

    /// Forgets all that is still to be done.
    func clear() {
        let rest = heap
        heap = []
        for entry in rest { entry.work.cancel() }
    }

    // MARK: A binary heap, the earliest in front

    private func push(_ entry: Entry) {
        heap.append(entry)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
