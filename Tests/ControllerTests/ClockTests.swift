import AttackTable
import Controller
import OpenFlow
import TestSupport
import Testing

@Suite struct ClockTests {
    /// What hosts have and what was sent, after a life with changes, losses and drift.
    private func life(wallTime: @escaping () -> UInt64) throws -> [String] {
        let fabric = try FakeFabric()
        fabric.wallTime = wallTime
        fabric.apply(FakeFabric.fabric(hosts: 3))
        for number in 1...3 {
            fabric.addHost(number)
            fabric.connect("kvm\(number)")
        }
        for round in 1...6 {
            fabric.apply(FakeFabric.tenant("acme", nics: Array(1...round)))
            fabric.pass(.seconds(11))
            fabric.disconnect("kvm\(round % 3 + 1)")
            fabric.pass(.milliseconds(700))
            fabric.connect("kvm\(round % 3 + 1)")
            fabric.pass(.seconds(3))
        }
        try fabric.expectInSync()
        let flows = fabric.hosts.sorted { $0.key < $1.key }.flatMap { name, host in
            host.flows.flows.values.map { "\(name) \($0.bytes)" }.sorted()
        }
        let counters = fabric.stored.counters.sorted { $0.key < $1.key }
        return flows + ["\(fabric.transactions) \(fabric.packetsEmitted) \(counters)"]
    }

    @Test(
        "A wall clock that jumps by hours and days, forth and back, changes no deadline, no number and no flow",
        .covers(.d4))
    func jumps() throws {
        let steady = try life { 1_700_000_000_000 }
        var generator = SeededGenerator(seed: 4)
        var turns = 0
        let hour = 3_600_000 as Int64
        let jumping: [String] = try life {
            turns += 1
            let jump = ([-24 * hour, -hour, 0, hour] as [Int64]).randomElement(using: &generator) ?? 0
            return UInt64(1_700_000_000_000 + jump)
        }
        #expect(turns > 20)
        #expect(jumping == steady && steady.count > 10)
        noteMeasurement("\(turns) turns under a clock that jumps by hours: the same flows, numbers and messages")
    }
}
