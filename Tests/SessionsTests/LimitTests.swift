import EventLoop
import NetworkTypes
import OVSDB
import Testing

@testable import Sessions

@Suite struct LimitTests {
    @Test("A peer rests for the remainder of the second in which it overdrew its budget")
    func budget() {
        var budget = PeerBudget(perSecond: 10)
        let start = MonotonicTime(seconds: 100)
        let steps: [(after: Duration, count: Int, pause: Duration?)] = [
            (.zero, 10, nil), (.milliseconds(400), 1, .milliseconds(600)), (.milliseconds(900), 0, nil),
            (.milliseconds(1000), 10, nil), (.milliseconds(1999), 1, .milliseconds(1)),
            (.milliseconds(5000), 11, .seconds(1)),
        ]
        for step in steps {
            let pause = budget.spend(step.count, now: start + step.after)
            #expect(pause == step.pause, "\(step)")
        }
    }

    @Test("Handshakes are counted by address; peers without one always may begin")
    func handshakes() throws {
        var limit = HandshakeLimit(perAddress: 2)
        let (one, other) = (IPAddress.v4(IPv4Address(rawValue: 1)), IPAddress.v4(IPv4Address(rawValue: 2)))
        let answers = [one, one, one, other, nil, nil, nil].map { limit.begins($0) }
        #expect(answers == [true, true, false, true, true, true, true])
        limit.ended(one)
        limit.ended(nil)
        let again = [limit.begins(one), limit.begins(one)]
        #expect(again == [true, false])
        for address in [one, one, other, other] { limit.ended(address) }
        #expect(limit.addressCount == 0)
    }

    @Test("Every name has its own pauses, the same for the same seed")
    func backoff() {
        func pauses(_ name: String, seed: UInt64) -> [Duration] {
            let configuration = SouthboundConfiguration(database: .init(monitored: []), backoffSeed: seed)
            var backoff = configuration.backoff(for: name)
            return (0..<8).map { _ in backoff.next() }
        }
        #expect(pauses("kvm1", seed: 1) == pauses("kvm1", seed: 1))
        #expect(pauses("kvm1", seed: 1) != pauses("kvm2", seed: 1))
        #expect(pauses("kvm1", seed: 1) != pauses("kvm1", seed: 2))
    }
}
