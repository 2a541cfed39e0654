import NetworkTypes
import Testing

@testable import Controller

@Suite struct AllocatorTests {
    private let pool: ClosedRange<UInt32> = 100...102

    private func vni(
        _ allocator: inout Allocator, _ name: String, _ requested: UInt32? = nil, live: Set<String> = []
    ) throws -> UInt32 {
        try allocator.vni(
            name, requested: requested.map(VNI.init), pool: pool, reserved: [], isInForce: live.contains
        ).rawValue
    }

    @Test("A name gets its number again, and nobody else gets it")
    func identity() throws {
        var allocator = Allocator()
        #expect(try vni(&allocator, "a/one") == 100)
        #expect(try vni(&allocator, "a/two") == 101)
        #expect(try vni(&allocator, "a/one") == 100)
        #expect(try vni(&allocator, "b/three") == 102)
        #expect(throws: Allocator.VNIProblem.exhausted) { try vni(&allocator, "b/four") }
        #expect(allocator.number(.nic, "x", from: 16) == 16)
        #expect(allocator.number(.nic, "y", from: 16) == 17)
        #expect(allocator.number(.nic, "x", from: 16) == 16)
    }

    @Test("A VNI asked for by number is taken from a network that is gone, never from one in force")
    func requested() throws {
        var allocator = Allocator()
        #expect(try vni(&allocator, "a/one") == 100)
        #expect(throws: Allocator.VNIProblem.taken(by: "a/one")) { try vni(&allocator, "b/mine", 100, live: ["a/one"]) }
        #expect(try vni(&allocator, "b/mine", 100) == 100)
        #expect(allocator.newAllocations.map(\.number) == [100, nil, 100])
        #expect(try vni(&allocator, "a/one") == 101, "the network that lost it gets another")
    }

    @Test("What was stored is known again")
    func stored() throws {
        var allocator = Allocator(numbers: ["vni": ["a/one": 101]], counters: ["vni": 102])
        #expect(try vni(&allocator, "a/one") == 101)
        #expect(try vni(&allocator, "a/two") == 102)
    }
}
