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
        table.record(nic(1), fragments: [Cookie(.localNIC, 1)], inputs: [host, network])
        table.record(nic(2), fragments: [Cookie(.localNIC, 2)], inputs: [network])
        #expect(readers(table, host) == [nic(1)])
        #expect(readers(table, network) == [nic(1), nic(2)])
        table.record(nic(1), fragments: [Cookie(.localNIC, 1), Cookie(.remoteNIC, 1)], inputs: [network])
        #expect(readers(table, host) == [] && readers(table, network) == [nic(1), nic(2)])
        #expect(table.fragments(of: nic(1)) == [Cookie(.localNIC, 1), Cookie(.remoteNIC, 1)])
        // The same in another order, and again what nobody read any more.
        table.record(nic(2), fragments: [], inputs: [host, network])
        #expect(readers(table, host) == [nic(2)] && table.fragments(of: nic(2)) == [])
    }

    @Test("A unit that is forgotten is not taken for the one that gets its number")
    func numbers() {
        var table = UnitTable()
        table.record(nic(1), fragments: [Cookie(.localNIC, 1)], inputs: [host])
        table.record(nic(1), fragments: [], inputs: [])
        #expect(readers(table, host) == [] && table.fragments(of: nic(1)) == [])
        table.record(nic(2), fragments: [Cookie(.localNIC, 2)], inputs: [network])
        #expect(readers(table, host) == [] && readers(table, network) == [nic(2)])
        #expect(table.fragments(of: nic(1)) == [])
        table.record(nic(1), fragments: [], inputs: [network])
        #expect(readers(table, network) == [nic(1), nic(2)])
        // One that never was is none afterwards.
        table.record(nic(3), fragments: [], inputs: [])
        #expect(table.fragments(of: nic(3)) == [] && readers(table, network) == [nic(1), nic(2)])
    }
}
