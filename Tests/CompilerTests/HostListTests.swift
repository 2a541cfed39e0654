import TestSupport
import Testing
import Topology

@testable import Compiler

@Suite struct HostListTests {
    @Test("It is what an array without the one that is left out is", arguments: 0..<50 as Range<UInt64>)
    func equalsArray(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let all = (0..<Int.random(in: 0...12, using: &chance)).map { HostID("kvm\($0)") }.sorted()
        let except = Bool.random(using: &chance) ? HostID("kvm\(Int.random(in: 0...14, using: &chance))") : nil
        let list = HostList(sorted: all, except: except)
        let array = all.filter { $0 != except }
        #expect(Array(list) == array)
        #expect(list.count == array.count)
        #expect(list == HostList(Set(array)))
        #expect(list.hashValue == HostList(Set(array)).hashValue)
        for number in 0...14 {
            let host = HostID("kvm\(number)")
            #expect(list.contains(host) == array.contains(host))
            #expect(Array(list.removing(host)) == array.filter { $0 != host })
        }
        #expect(list != HostList(Set(array + ["another"])))
    }
}
