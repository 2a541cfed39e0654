import AttackTable
import Foundation
import NetworkTypes
import Synchronization
import Testing

@testable import weftd

@Suite("The core's mailbox", .timeLimit(.minutes(1)))
struct MailboxTests {
    @Test("What hosts bring waits for room, and comes in its order")
    func bounded() throws {
        let mailbox = Mailbox<Int>(limit: 10)
        let brought = Mutex(0)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            for number in 0..<100 {
                mailbox.putWaiting([number], weight: 4)
                brought.withLock { $0 += 1 }
            }
            done.signal()
        }
        thread.start()
        var taken: [Int] = []
        var most = 0
        while taken.count < 100 {
            let batch = try #require(mailbox.take(until: nil))
            most = max(most, batch.count)
            taken += batch
        }
        done.wait()
        #expect(taken == Array(0..<100))
        #expect(most <= 2, "two of weight 4 fit into 10")
        #expect(brought.withLock { $0 } == 100)
    }

    @Test("A batch above the limit goes in alone; what does not wait always goes in")
    func exceptions() throws {
        let mailbox = Mailbox<String>(limit: 10)
        mailbox.putWaiting(["large"], weight: 1000)
        mailbox.put(["request"])
        #expect(mailbox.take(until: nil) == ["large", "request"])
        #expect(mailbox.take(until: .current + .milliseconds(10)) == [])
    }

    @Test("The wait ends at its deadline on the monotonic clock, whatever the wall clock says", .covers(.d4))
    func deadline() {
        let mailbox = Mailbox<Int>(limit: 1)
        let start = MonotonicTime.current
        #expect(mailbox.take(until: start + .milliseconds(50)) == [])
        let waited = MonotonicTime.current - start
        #expect(waited >= .milliseconds(50) && waited < .seconds(5))
    }

    @Test("Closing lets go of whoever waits")
    func closing() {
        let mailbox = Mailbox<Int>(limit: 1)
        mailbox.putWaiting([1], weight: 1)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            mailbox.putWaiting([2], weight: 1)
            done.signal()
        }
        thread.start()
        #expect(done.wait(timeout: .now() + 0.05) == .timedOut, "there is no room")
        mailbox.close()
        #expect(done.wait(timeout: .now() + 10) == .success)
        #expect(mailbox.take(until: nil) == nil)
    }
}
