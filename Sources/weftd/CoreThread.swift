import Controller
import Dispatch
import EventLoop
import Glibc
import NetworkTypes
import OVSDB
import OpenFlow
import Synchronization

/// Runs the core on a thread of its own: events in batches, effects out.
final class CoreThread: Sendable {
    /// Room for some fifty megabytes: a record that is read back takes about half a kilobyte.
    private let mailbox = Mailbox<Event>(limit: 100_000)
    private let waiting = Mutex<Requests>(Requests())
    private let thread = Mutex<NamedThread?>(nil)

    private struct Requests {
        var next: UInt64 = 1
        var answers: [UInt64: @Sendable (Response) -> Void] = [:]
    }

    /// - Parameters:
    ///   - controller: handed over: nothing else may touch it from here on.
    ///   - perform: called on the core's thread with what is to be done outside.
    func start(_ controller: sending Controller, perform: @escaping @Sendable ([Effect]) -> Void) throws(EventLoopError)
    {
        let handedOver = HandedOver(controller)
        let started = try NamedThread(name: "weft-core", stackBytes: 8 << 20) { [self] in
            run(handedOver.value, perform)
        }
        thread.withLock { $0 = started }
    }

    func post(_ events: [Event]) { mailbox.put(events) }

    /// What hosts say. Waits while the core has more to read than it has room for; not to be called on its own thread.
    func postFromHosts(_ events: [Event]) {
        mailbox.putWaiting(events, weight: events.reduce(0) { $0 + $1.weight })
    }

    /// Asks the core; the answer comes on the core's thread and must be taken quickly.
    func ask(_ request: Request, answer: @escaping @Sendable (Response) -> Void) {
        let id = waiting.withLock { requests in
            defer { requests.next += 1 }
            requests.answers[requests.next] = answer
            return requests.next
        }
        post([.request(RequestID(id), request)])
    }

    func answer(_ id: RequestID, _ response: Response) {
        let answer = waiting.withLock { $0.answers.removeValue(forKey: id.rawValue) }
        answer?(response)
    }

    func stop() {
        mailbox.close()
        thread.withLock { $0.take() }?.join()
    }

    private func run(_ controller: Controller, _ perform: @Sendable ([Effect]) -> Void) {
        // The first turn, without an event, tells what there is to dial.
        var batch: [Event]? = []
        while let events = batch {
            let effects = controller.handle(events, now: .current, wallTime: Self.wallTime)
            if !effects.isEmpty { perform(effects) }
            batch = mailbox.take(until: controller.nextDeadline)
        }
    }

    /// Milliseconds since 1970, UTC.
    private static var wallTime: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    /// A value that changes its thread once, at the start.
    private struct HandedOver: @unchecked Sendable {
        let value: Controller
        init(_ value: Controller) { self.value = value }
    }
}

extension Event {
    /// Records that it carries, and one for itself.
    fileprivate var weight: Int {
        switch self {
        case .openFlow(_, .flows(_, let flows, _)): 1 + flows.count
        case .openFlow(_, .flowUpdates(let updates)): 1 + updates.count
        case .openFlow(_, .groups(_, let groups, _)): 1 + groups.reduce(0) { $0 + 1 + $1.buckets.count }
        case .database(_, .updates(let updates, _)): 1 + updates.rowCount
        default: 1
        }
    }
}

extension MonotonicTime {
    static var current: MonotonicTime {
        MonotonicTime(nanoseconds: DispatchTime.now().uptimeNanoseconds)
    }
}
