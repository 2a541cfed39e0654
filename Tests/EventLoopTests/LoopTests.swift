import EventLoop
import NetworkTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct LoopTests {
    @Test("Work from many threads is all run on the loop thread, each thread's in its order")
    func manyThreads() async throws {
        let ran = Ran()
        try await withLoop { loop in
            await withTaskGroup { group in
                for source in 0..<8 {
                    group.addTask {
                        for number in 0..<1000 {
                            loop.execute {
                                precondition(loop.isOnLoopThread, "work runs on the loop thread")
                                ran.numbers.withLock { $0[source, default: []].append(number) }
                            }
                        }
                    }
                }
            }
        }
        // Stopping has run what was accepted.
        let result = ran.numbers.withLock { $0 }
        #expect(result.count == 8)
        #expect(result.values.allSatisfy { $0 == Array(0..<1000) })
    }

    private final class Ran: Sendable { let numbers = Mutex<[Int: [Int]]>([:]) }

    @Test("Work handed in before the start runs, work after the stop is refused")
    func phases() throws {
        let ran = Mutex<[String]>([])
        let loop = EventLoop()
        loop.stop()
        let early = loop.execute { ran.withLock { $0.append("early") } }
        try loop.start()
        #expect(!loop.isOnLoopThread)
        loop.stop()
        loop.stop()
        let late = loop.execute { ran.withLock { $0.append("late") } }
        #expect(early && !late)
        #expect(ran.withLock { $0 } == ["early"])
    }

    @Test("Many loops start and stop, also without ever being started")
    func lifeCycle() throws {
        for _ in 0..<50 {
            let loop = EventLoop()
            try loop.start()
            loop.stop()
            _ = EventLoop()
        }
    }

    @Test("A stopped loop and what belonged to it are released")
    func released() async throws {
        weak var loopLeft: EventLoop?
        weak var connectionLeft: Connection?
        weak var timerLeft: LoopTimer?
        do {
            let loop = EventLoop()
            loopLeft = loop
            try loop.start()
            let listener = try await loop.run { try $0.listen(on: .anyLoopbackPort) { _ in } }
            let connection = try await loop.dial(listener.address, delegate: Recorder())
            connectionLeft = connection
            timerLeft = try await loop.run { $0.schedule(after: .seconds(1000)) {} }
            loop.stop()
        }
        #expect(connectionLeft == nil)
        #expect(timerLeft == nil)
        #expect(loopLeft == nil)
    }

    @Test("A socket used from another thread traps")
    func wrongThread() async {
        await #expect(processExitsWith: .failure) {
            let loop = EventLoop()
            try loop.start()
            loop.schedule(after: .zero) {}
        }
    }
}
