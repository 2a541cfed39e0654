import Pipeline
import Testing
import Topology

@testable import Compiler

@Suite("What is known of every unit") struct UnitTableTests {
    private let host = Input.host("kvm1")
    private let network = Input.network(NetworkID(tenant: "acme", name: "web"))

    private func nic(_ number: Int) -> Unit { .nic(NICID(tenant: "acme", vm: "vm\(number)", index: 0)) }

    private func readers(_ table: UnitTable, _ input: Input) -> Set<Unit> { Set(table.readers(of: input)) }

    @Test("Who reads what follows what was read last")
    func readers() {
        var table = UnitTable()
        #expect(table.record(nic(1), fragments: [Cookie(.localNIC, 1)], inputs: [host, network]) == [])
        #expect(table.record(nic(2), fragments: [Cookie(.localNIC, 2)], inputs: [network]) == [])
        #expect(readers(table, host) == [nic(1)])
        #expect(readers(table, network) == [nic(1), nic(2)])
        let both = [Cookie(.localNIC, 1), Cookie(.remoteNIC, 1)]
        #expect(table.record(nic(1), fragments: both, inputs: [network]) == [Cookie(.localNIC, 1)])
        #expect(readers(table, host) == [] && readers(table, network) == [nic(1), nic(2)])
        #expect(table.record(nic(1), fragments: both, inputs: [network]) == both)
        // The same in another order, and again what nobody read any more.
        #expect(table.record(nic(2), fragments: [], inputs: [host, network]) == [Cookie(.localNIC, 2)])
        #expect(readers(table, host) == [nic(2)])
    }

    @Test("A unit that is forgotten is not taken for the one that gets its number")
    func numbers() {
        var table = UnitTable()
        #expect(table.record(nic(1), fragments: [Cookie(.localNIC, 1)], inputs: [host]) == [])
        #expect(table.record(nic(1), fragments: [], inputs: []) == [Cookie(.localNIC, 1)])
        #expect(readers(table, host) == [])
        #expect(table.record(nic(2), fragments: [Cookie(.localNIC, 2)], inputs: [network]) == [])
        #expect(readers(table, host) == [] && readers(table, network) == [nic(2)])
        #expect(table.record(nic(1), fragments: [], inputs: [network]) == [])
        #expect(readers(table, network) == [nic(1), nic(2)])
        // One that never was is none afterwards.
        #expect(table.record(nic(3), fragments: [], inputs: []) == [])
        #expect(readers(table, network) == [nic(1), nic(2)])
    }
}
