import EventLoop
import NetworkTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct TimerTests {
    /// What timers did, in order; touched on the loop thread only.
    private final class Diary: Sendable {
        let entries = Mutex<[Int]>([])
        func add(_ entry: Int) { entries.withLock { $0.append(entry) } }
    }

    @Test("Timers fire in the order of their deadlines, equal ones as they were scheduled, never early")
    func order() async throws {
        let diary = Diary()
        let early = Mutex(0)
        try await withLoop { loop in
            await withCheckedContinuation { done in
                loop.execute {
                    for delay in [30, 10, 20, 10, 0, 30] {
                        let start = loop.now
                        loop.schedule(after: .milliseconds(delay)) {
                            if loop.now - start < .milliseconds(delay) { early.withLock { $0 += 1 } }
                            diary.add(delay)
                        }
                    }
                    loop.schedule(after: .milliseconds(31)) { done.resume() }
                }
            }
        }
        #expect(diary.entries.withLock { $0 } == [0, 10, 10, 20, 30, 30])
        #expect(early.withLock { $0 } == 0)
    }

    @Test("Fractions of a millisecond are waited for in full")
    func fractions() async throws {
        try await withLoop { loop in
            for microseconds in [1, 300, 999, 1001, 1500] {
                let waited = await withCheckedContinuation { done in
                    loop.execute {
                        let start = loop.now
                        loop.schedule(after: .microseconds(microseconds)) { done.resume(returning: loop.now - start) }
                    }
                }
                #expect(waited >= .microseconds(microseconds))
            }
        }
    }

    @Test("A cancelled timer does not fire, whoever cancels it and however often")
    func cancel() async throws {
        let diary = Diary()
        let states = try await withLoop { loop in
            await withCheckedContinuation { done in
                loop.execute {
                    let cancelled = loop.schedule(after: .milliseconds(5)) { diary.add(1) }
                    let before = cancelled.isScheduled
                    cancelled.cancel()
                    cancelled.cancel()
                    let victim = loop.schedule(after: .milliseconds(10)) { diary.add(2) }
                    loop.schedule(after: .milliseconds(10)) { diary.add(3) }
                    loop.schedule(after: .milliseconds(5)) { victim.cancel() }
                    loop.schedule(after: .milliseconds(20)) {
                        cancelled.cancel()
                        done.resume(returning: [before, cancelled.isScheduled, victim.isScheduled])
                    }
                }
            }
        }
        #expect(states == [true, false, false])
        #expect(diary.entries.withLock { $0 } == [3])
    }

    @Test("A repeating timer goes on until it cancels itself")
    func repeating() async throws {
        let diary = Diary()
        try await withLoop { loop in
            await withCheckedContinuation { done in
                loop.execute {
                    var timer: LoopTimer?
                    var count = 0
                    timer = loop.schedule(after: .milliseconds(1), every: .milliseconds(2)) {
                        count += 1
                        diary.add(count)
                        guard count == 5 else { return }
                        timer?.cancel()
                        timer = nil
                        loop.schedule(after: .milliseconds(10)) { done.resume() }
                    }
                }
            }
        }
        #expect(diary.entries.withLock { $0 } == [1, 2, 3, 4, 5])
    }

    @Test("A timer that is pending when the loop stops never fires, nor does one scheduled while it stops")
    func stopped() async throws {
        let diary = Diary()
        let delegate = CloseScheduler(diary.add)
        try await withLoop { loop in
            try await loop.run { loop in
                loop.schedule(after: .seconds(1000)) { diary.add(1) }
                loop.schedule(after: .zero, every: .seconds(100)) {}
            }
            let listener = try await loop.run { try $0.listen(on: .anyLoopbackPort) { _ in } }
            let connection = try await loop.dial(listener.address)
            try await loop.run { _ in connection.start(delegate: delegate) }
        }
        #expect(diary.entries.withLock { $0 } == [100])
    }

    /// Schedules a timer when its connection ends.
    private final class CloseScheduler: ConnectionDelegate, Sendable {
        let add: @Sendable (Int) -> Void
        init(_ add: @escaping @Sendable (Int) -> Void) { self.add = add }
        func connection(_ connection: Connection, didRead bytes: [UInt8]) {}
        func connectionDidBecomeWritable(_ connection: Connection) {}
        func connectionDidClose(_ connection: Connection, reason: CloseReason) {
            add(100)
            let add = add
            let timer = connection.loop.schedule(after: .zero) { add(2) }
            if timer.isScheduled { add(3) }
            timer.cancel()
        }
    }
}
