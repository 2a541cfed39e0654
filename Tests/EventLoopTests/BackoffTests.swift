import EventLoop
import Testing

@Suite struct BackoffTests {
    @Test("Delays stay between the minimum and a ceiling that doubles up to the maximum", arguments: UInt64(0)..<200)
    func ceilings(seed: UInt64) {
        var backoff = Backoff(seed: seed)
        for ceiling in [1, 2, 4, 8, 16, 30, 30, 30] {
            let delay = backoff.next()
            #expect(delay >= .milliseconds(100) && delay <= .seconds(ceiling))
        }
        backoff.reset()
        let delay = backoff.next()
        #expect(delay <= .seconds(1))
    }

    @Test("The same seed gives the same delays, other seeds others, spread over the whole range")
    func spread() {
        var (one, same) = (Backoff(seed: 7), Backoff(seed: 7))
        for _ in 0..<20 {
            let (left, right) = (one.next(), same.next())
            #expect(left == right)
        }
        let first = (UInt64(0)..<1000).map { seed in
            var backoff = Backoff(seed: seed)
            return backoff.next()
        }
        #expect(Set(first).count > 500)
        #expect(first.filter { $0 < .milliseconds(325) }.count > 200)
        #expect(first.filter { $0 > .milliseconds(775) }.count > 200)
    }

    @Test("Without room for chance every delay is the same")
    func fixed() {
        var backoff = Backoff(minimum: .seconds(1), initial: .seconds(1), maximum: .seconds(1), seed: 3)
        let delays = (0..<5).map { _ in backoff.next() }
        #expect(delays == Array(repeating: .seconds(1), count: 5))
    }
}
