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
        let limit = HandshakeLimit(perAddress: 2, perNetwork: 100)
        let (one, other) = (IPAddress.v4(IPv4Address(rawValue: 1)), IPAddress.v4(IPv4Address(rawValue: 2)))
        var last: UInt64 = 0
        func begin(_ address: IPAddress?) -> Bool {
            guard limit.admits(address) else { return false }
            last += 1
            limit.begins(SessionKey(rawValue: last), from: address)
            return true
        }
        let answers = [one, one, one, other, nil, nil, nil].map(begin)
        #expect(answers == [true, true, false, true, true, true, true])
        limit.ended(SessionKey(rawValue: 1), from: one)
        limit.ended(SessionKey(rawValue: 4), from: nil)
        let again = [begin(one), begin(one)]
        #expect(again == [true, false])
        for (key, address) in [(2, one), (7, one), (3, other), (5, nil), (6, nil)] as [(UInt64, IPAddress?)] {
            limit.ended(SessionKey(rawValue: key), from: address)
        }
        #expect(limit.addressCount == 0 && limit.mostDispensable == nil)
    }

    @Test("Room is made by the oldest of the address that has most, and by a host with a single one at last")
    func dispensable() {
        let limit = HandshakeLimit(perAddress: 64, perNetwork: 1024)
        let addresses = (1...3).map { IPAddress.v4(IPv4Address(rawValue: $0)) }
        // The host is the oldest of all; then come crowds of three and of three.
        let sessions = [0, 1, 2, 2, 1, 2, 1].enumerated().map { (SessionKey(rawValue: UInt64($0)), addresses[$1]) }
        for (key, address) in sessions { limit.begins(key, from: address) }
        var order: [UInt64] = []
        while let key = limit.mostDispensable {
            order.append(key.rawValue)
            for (session, address) in sessions where session == key { limit.ended(session, from: address) }
        }
        #expect(order == [1, 2, 3, 4, 0, 5, 6])
    }

    @Test("An IPv6 network is counted as a whole, however many addresses it has; a mapped IPv4 address is that address")
    func networks() throws {
        let limit = HandshakeLimit(perAddress: 2, perNetwork: 5)
        let crowd = try (1...8).map { try IPAddress("2001:db8:0:1::\($0)") }
        for (number, address) in crowd.prefix(5).enumerated() {
            #expect(limit.admits(address))
            limit.begins(SessionKey(rawValue: UInt64(number)), from: address)
        }
        #expect(!crowd.contains(where: limit.admits))
        let (neighbour, v4) = (try IPAddress("2001:db8:0:2::1"), try IPAddress("192.0.2.1"))
        #expect(limit.admits(neighbour) && limit.admits(v4))
        limit.ended(SessionKey(rawValue: 3), from: crowd[3])
        #expect(limit.admits(crowd[7]))
        limit.ended(SessionKey(rawValue: 3), from: crowd[3])
        limit.begins(SessionKey(rawValue: 8), from: crowd[7])
        #expect(!limit.admits(crowd[3]), "what has ended is not counted twice")
        // All mapped addresses are in one /64.
        for number in 1...6 {
            limit.begins(SessionKey(rawValue: 10 + UInt64(number)), from: try IPAddress("::ffff:192.0.2.\(number)"))
        }
        limit.begins(SessionKey(rawValue: 20), from: v4)
        let mapped = try IPAddress("::ffff:192.0.2.1")
        #expect(!limit.admits(v4) && !limit.admits(mapped))
        #expect(limit.admits(try IPAddress("::ffff:192.0.2.9")))
    }

    @Test("A crowd with an address for each connection makes room before a host that is older than all of it")
    func dispensableNetwork() throws {
        let limit = HandshakeLimit(perAddress: 64, perNetwork: 1024)
        let host = try IPAddress("2001:db8:0:1::1")
        limit.begins(SessionKey(rawValue: 0), from: host)
        for number in 1...20 {
            limit.begins(SessionKey(rawValue: UInt64(number)), from: try IPAddress("2001:db8:0:2::\(number)"))
        }
        var order: [UInt64] = []
        while let key = limit.mostDispensable {
            order.append(key.rawValue)
            limit.ended(key, from: key.rawValue == 0 ? host : try IPAddress("2001:db8:0:2::\(key.rawValue)"))
        }
        #expect(order.prefix(19) == Array(1...19)[...])
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
