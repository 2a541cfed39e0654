import Controller
import Testing
import Topology

@Suite("A host that is late to confirm")
struct LateHostTests {
    /// Counts what kvm1, one of three hosts, is given.
    private final class Fixture {
        let fabric: FakeFabric
        private(set) var programs = 0

        init() throws {
            fabric = try FakeFabric.ofThreeHosts()
            fabric.afterProgram = { [weak self] host, _ in self?.programs += host == "kvm1" ? 1 : 0 }
        }

        /// How many rounds kvm1 gets of a change that concerns all hosts, before any time passes.
        func roundsAtOnce(_ nics: [Int]) -> Int {
            let before = programs
            fabric.apply(FakeFabric.tenant("acme", nics: nics))
            return programs - before
        }
    }

    @Test("It holds up a change of others once, and no more until it has been in time again")
    func once() throws {
        let fixture = try Fixture()
        let fabric = fixture.fabric
        let rounds = fixture.roundsAtOnce([1, 2])
        #expect(rounds > 1, "a change goes out in rounds")
        #expect(fixture.roundsAtOnce([1, 2, 3]) == rounds)

        fabric.hosts["kvm3"]?.isSlow = true
        #expect(fixture.roundsAtOnce([1, 2]) == 1, "the first round waits")
        let before = fixture.programs
        for _ in 0..<rounds { fabric.pass(.milliseconds(100)) }
        #expect(fixture.programs - before == rounds - 1, "no round longer than its deadline")
        #expect(fixture.roundsAtOnce([1, 2, 3]) == rounds)
        #expect(fixture.roundsAtOnce([1, 2]) == rounds)

        fabric.hosts["kvm3"]?.isSlow = false
        for _ in 0..<3 { fabric.pass(.seconds(1)) }
        #expect(fixture.roundsAtOnce([1, 2, 3]) == rounds, "it is not waited for, and is in time")
        fabric.hosts["kvm3"]?.isSlow = true
        #expect(fixture.roundsAtOnce([1, 2]) == 1, "so the next one waits again")
        fabric.hosts["kvm3"]?.isSlow = false
        for _ in 0..<3 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
    }
}
