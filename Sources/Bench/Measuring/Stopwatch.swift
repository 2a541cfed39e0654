/// Wall time since it was made, on a clock that never jumps.
struct Stopwatch {
    private let start = ContinuousClock.now

    var seconds: Double { start.duration(to: .now).inSeconds }
    var milliseconds: Double { seconds * 1e3 }
    var microseconds: Double { seconds * 1e6 }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// The highest rate, a second, of `rounds` runs that do `count` things each. The first run also warms up.
func bestRate(of count: Int, rounds: Int, _ run: () throws -> Void) rethrows -> Double {
    var best = 0.0
    for _ in 0..<rounds {
        let watch = Stopwatch()
        try run()
        best = max(best, Double(count) / watch.seconds)
    }
    return best
}

/// Makes the compiler believe that a value is used.
@inline(never)
func keep<Value>(_ value: Value) {}
