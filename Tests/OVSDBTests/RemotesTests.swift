import NetworkTypes
import OVSDB
import Testing

@Suite("Remotes") struct RemotesTests {
    private let names = ["a", "b", "c", "d"]

    private func remotes(seed: UInt64 = 1) -> Remotes<String> { Remotes(names, delay: RetryDelay(seed: seed)) }

    @Test("The order is shuffled by the seed alone, and every remote is in it once")
    func shuffle() {
        #expect(Remotes(names + names, shuffled: false, delay: RetryDelay(seed: 1)).order == names)
        var firsts: Set<String> = []
        for seed in 0..<100 as Range<UInt64> {
            let order = remotes(seed: seed).order
            #expect(order.sorted() == names)
            #expect(order == remotes(seed: seed).order)
            firsts.insert(order[0])
        }
        #expect(firsts == Set(names))
    }

    @Test("One remote is dialled at a time; the next one is due at once after a failure")
    func round() {
        var remotes = remotes()
        var dialled: [String] = []
        for _ in names {
            let remote = remotes.dial(now: .at(0))
            #expect(remote == remotes.current)
            #expect(remotes.dial(now: .at(0)) == nil)
            #expect(remotes.nextDial == nil)
            dialled += remote.map { [$0] } ?? []
            remotes.failed(now: .at(0))
            // Said twice, it is one failure.
            remotes.failed(now: .at(0))
        }
        #expect(dialled == remotes.order)
        #expect(remotes.dial(now: .at(0)) == nil)
    }

    @Test("Rounds that fail are further and further apart, up to the maximum, and never in step")
    func delays() throws {
        func gaps(_ seed: UInt64) throws -> [Duration] {
            var remotes = Remotes(names, delay: RetryDelay(seed: seed))
            var now = MonotonicTime.at(0)
            var gaps: [Duration] = []
            for _ in 0..<8 {
                for _ in names {
                    #expect(remotes.dial(now: now) != nil)
                    remotes.failed(now: now)
                }
                let next = try #require(remotes.nextDial)
                gaps.append(next - now)
                now = next
            }
            return gaps
        }
        let ceilings = [1, 2, 4, 8, 8, 8, 8, 8].map { Duration.seconds($0) }
        for seed in 0..<50 as Range<UInt64> {
            for (gap, ceiling) in zip(try gaps(seed), ceilings) { #expect((ceiling / 2...ceiling).contains(gap)) }
        }
        #expect(try gaps(1) == gaps(1))
        #expect(try gaps(1) != gaps(2))
    }

    @Test("A session that stood makes the delays short again and is followed by the next remote")
    func success() throws {
        var remotes = Remotes(["a"], delay: RetryDelay(jitter: 0, seed: 1))
        var now = MonotonicTime.at(0)
        for seconds in [1, 2, 4] {
            #expect(remotes.dial(now: now) == "a")
            remotes.failed(now: now)
            #expect(remotes.nextDial == now + .seconds(seconds))
            now = now + .seconds(seconds)
        }
        #expect(remotes.dial(now: now) == "a")
        remotes.succeeded(now: now)
        #expect(remotes.dial(now: now) == nil)
        remotes.failed(now: now + .seconds(8))
        #expect(remotes.nextDial == now + .seconds(9))

        var two = Remotes(["a", "b"], shuffled: false, delay: RetryDelay(seed: 1))
        #expect(two.dial(now: now) == "a")
        two.succeeded(now: now)
        two.failed(now: now + .seconds(20))
        #expect(two.dial(now: now + .seconds(20)) == "b")
    }

    @Test("Sessions that end as soon as they stand are failures like others")
    func flapping() throws {
        var remotes = Remotes(["a", "b"], delay: RetryDelay(jitter: 0, seed: 1))
        var now = MonotonicTime.at(0)
        for seconds in [0, 1, 0, 2, 0, 4] {
            #expect(remotes.dial(now: now) != nil)
            remotes.succeeded(now: now)
            remotes.failed(now: now)
            #expect(remotes.nextDial == now + .seconds(seconds))
            now = try #require(remotes.nextDial)
        }
    }

    @Test("What was seen of a cluster is required of every server later")
    func position() {
        var remotes = remotes()
        let base = ServerRequirement(role: .leader)
        #expect(remotes.requirement(base) == base)
        let cluster = Samples.uuid(1)
        func status(_ index: Int64?, _ cluster: OVSDBUUID?) -> DatabaseStatus {
            DatabaseStatus(name: "Open_vSwitch", model: .clustered, clusterID: cluster, index: index)
        }
        remotes.note(status(nil, nil))
        #expect(remotes.clusterPosition == nil)
        remotes.note(status(10, cluster))
        remotes.note(status(9, cluster))
        #expect(remotes.requirement(base).minimumPosition == ClusterPosition(clusterID: cluster, index: 10))
        #expect(throws: OVSDBError.self) { try remotes.requirement(base).check(status(9, cluster)) }
        #expect(throws: Never.self) { try remotes.requirement(base).check(status(10, cluster)) }
        // Another cluster does not compare: whether it is accepted is said by `clusterID`.
        remotes.note(status(3, Samples.uuid(2)))
        #expect(remotes.clusterPosition?.index == 3)
        remotes.forgetPosition()
        #expect(remotes.requirement(base) == base)
        // What the owner requires by itself stands until more was seen.
        let own = ServerRequirement(minimumPosition: ClusterPosition(clusterID: cluster, index: 20))
        #expect(remotes.requirement(own) == own)
        remotes.note(status(10, cluster))
        #expect(remotes.requirement(own) == own)
        remotes.note(status(30, cluster))
        #expect(remotes.requirement(own).minimumPosition?.index == 30)
    }
}
