import Controller
import NetworkTypes
import OpenFlow
import Testing
import Topology

/// A change may take several steps on a switch. A session that ends between them leaves a part of it, and what is desired may
/// by then be what it was before.
@Suite("A change that breaks off between its steps")
struct BrokenOffTests {
    /// Begins a change of which kvm1 gets the first `steps` programs and no more.
    private func breakOff(_ fabric: FakeFabric, after steps: Int) throws {
        let marker = try marker(fabric)
        var programs = 0
        fabric.afterProgram = { name, _ in
            guard name == "kvm1" else { return }
            programs += 1
            if programs == steps { fabric.hosts["kvm1"]?.switchSession = nil }
        }
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        fabric.afterProgram = nil
        #expect(programs == steps)
        #expect(try self.marker(fabric) != marker, "what it has is not the state of before")
    }

    private func marker(_ fabric: FakeFabric) throws -> EncodedFlow {
        try #require(fabric.hosts["kvm1"]?.flows.flows.values.first { $0.table == 250 })
    }

    @Test("The next session puts it right, whatever is desired by then", arguments: [true, false])
    func session(isTakenBack: Bool) throws {
        let fabric = try FakeFabric.ofThreeHosts()
        try breakOff(fabric, after: 1)
        fabric.disconnect("kvm1")
        fabric.run()
        if isTakenBack { fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3])) }
        fabric.connect("kvm1")
        try fabric.expectInSync()
    }

    @Test("So does a weftd that starts with the documents of before")
    func restart() throws {
        let fabric = try FakeFabric.ofThreeHosts()
        try breakOff(fabric, after: 1)
        fabric.disconnect("kvm1")
        fabric.run()
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        try fabric.restartController()
        for number in 1...3 { fabric.connect("kvm\(number)") }
        try fabric.expectInSync()
    }

    @Test("A repair that takes several steps begins with the marker that stands for no state and ends with its own")
    func repair() throws {
        let fabric = try FakeFabric.ofThreeHosts()
        fabric.disconnect("kvm1")
        fabric.run()
        // One NIC more, and so a meter.
        fabric.addPort("kvm1", tenant: "acme", vm: 4)
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3, 4]))
        var batches: [ModificationBatch] = []
        fabric.afterProgram = { name, batch in if name == "kvm1" { batches.append(batch) } }
        fabric.connect("kvm1")
        try fabric.expectInSync()
        let batch = try #require(batches.first)
        #expect(!batch.isOneStep && batch.count > 3)
        #expect(batch.subject(at: 0) == .flow(cookie: 1))
        #expect(batch.subject(at: batch.count - 1) == .flow(cookie: try marker(fabric).cookie))
    }

    @Test("What others have changed is put right in the next session, though the marker is right")
    func drift() throws {
        let fabric = try FakeFabric.ofThreeHosts()
        // Its session ends while it is read back.
        fabric.afterDump = { $0.disconnect("kvm1") }
        fabric.foreignGroup("kvm1", Self.foreign)
        fabric.run()
        #expect(fabric.hosts["kvm1"]?.switchSession == nil)
        #expect(fabric.hosts["kvm1"]?.flows.groups[Self.foreign.id] != nil)
        fabric.connect("kvm1")
        try fabric.expectInSync()
    }

    private static let foreign = Group(id: 0xffff_0000, type: .all, buckets: [])

    @Test("A host is not ready while a change for it waits, though it has confirmed all that it was told")
    func ready() throws {
        let fabric = try FakeFabric.ofThreeHosts()
        func phases() -> [HostView.Phase] { fabric.snapshot?.hosts.map(\.phase) ?? [] }
        #expect(phases() == [.ready, .ready, .ready])
        fabric.hosts["kvm3"]?.isSlow = true
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        #expect(phases() == [.syncing, .syncing, .syncing], "the first round waits for kvm3")
        fabric.hosts["kvm3"]?.isSlow = false
        for _ in 0..<4 { fabric.pass(.seconds(1)) }
        #expect(phases() == [.ready, .ready, .ready])
    }
}
