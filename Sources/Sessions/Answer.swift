import Dispatch
import Synchronization

/// A value that one thread waits for and another one gives, once.
final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isGiven = DispatchSemaphore(value: 0)

    func give(_ answer: Value) {
        value.withLock { $0 = answer }
        isGiven.signal()
    }

    func wait() -> Value? {
        isGiven.wait()
        return value.withLock { $0 }
    }
}
