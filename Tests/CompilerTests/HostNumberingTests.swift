import TestSupport
import Testing
import Topology

@testable import Compiler

@Suite struct HostNumberingTests {
    @Test("Every host keeps its number, whichever lists it comes up in", arguments: 0..<20 as Range<UInt64>)
    func numbers(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let shared = (0..<3).map { _ in
            (0..<12).filter { _ in Bool.random(using: &chance) }.map { HostID("kvm\($0)") }.sorted()
        }
        var numbering = HostNumbering()
        for _ in 0..<40 {
            let all = shared[Int.random(in: 0..<3, using: &chance)]
            let list = HostList(
                sorted: all, except: Bool.random(using: &chance) ? all.randomElement(using: &chance) : nil)
            var met: [Int] = []
            numbering.forEach(in: list) { met.append($0) }
            #expect(met.map { numbering.hosts[$0] } == Array(list))
        }
        #expect(Set(numbering.hosts).count == numbering.hosts.count)
    }
}
