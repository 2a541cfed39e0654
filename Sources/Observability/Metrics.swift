import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    public func increment(by amount: UInt64 = 1) {
        total.add(amount, ordering: .relaxed)
    }

    public var value: UInt64 { total.load(ordering: .relaxed) }
}

/// A number that goes up and down.
public final class Gauge: Sendable {
    private let current = Mutex(0.0)

    public func set(_ value: Double) { current.withLock { $0 = value } }

    public func add(_ amount: Double) { current.withLock { $0 += amount } }

    public var value: Double { current.withLock { $0 } }
}

/// How often a value fell into which range.
public final class Histogram: Sendable {
    struct State {
        /// One more than there are bounds: the last counts what is above all.
        var counts: [UInt64]
        var sum = 0.0
    }

    /// Seconds, from half a millisecond to ten seconds.
    public static let latencyBounds = [
        0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// Upper bounds, rising; a value equal to a bound is within.
    let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        precondition(
            !bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 },
            "A histogram's bounds rise")
        self.bounds = bounds
        state = Mutex(State(counts: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    public func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    var snapshot: State { state.withLock { $0 } }
}
