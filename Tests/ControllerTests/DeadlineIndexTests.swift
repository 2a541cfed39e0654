import NetworkTypes
import TestSupport
import Testing
import Topology

@testable import Controller

@Suite struct DeadlineIndexTests {
    @Test(
        "It says what looking at all moments says, whatever was set and taken back", arguments: 0..<20 as Range<UInt64>)
    func equalsLooking(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var index = DeadlineIndex()
        var all: [HostID: MonotonicTime] = [:]
        for _ in 0..<500 {
            let host = HostID("kvm\(Int.random(in: 1...12, using: &chance))")
            let isSet = Int.random(in: 0..<3, using: &chance) > 0
            let moment = isSet ? MonotonicTime(seconds: UInt64.random(in: 1...30, using: &chance)) : nil
            index.set(moment, of: host)
            all[host] = moment
            #expect(index.earliest() == all.values.min())
            let now = MonotonicTime(seconds: UInt64.random(in: 1...30, using: &chance))
            #expect(index.due(at: now) == all.filter { $0.value <= now }.keys.sorted())
        }
    }
}
