import Testing

@Suite("The link-layer addresses of other VTEPs are made known")
struct WarmUpTests {
    @Test("A host probes each of its peers once, and a change that brings no peer has nobody look for any")
    func once() throws {
        let fabric = try FakeFabric.ofThreeHosts()
        let first = fabric.packetsEmitted
        #expect(first == 6)
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        try fabric.expectInSync()
        #expect(fabric.packetsEmitted == first)
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        try fabric.expectInSync()
        // The member that came probes two, and each of the others one more.
        #expect(fabric.packetsEmitted == first + 4)
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]) + "  - { vm: more, network: web }\n")
        try fabric.expectInSync()
        #expect(fabric.packetsEmitted == first + 4)
    }

    @Test("Hosts that come to share two networks by one change probe each other, once")
    func twoAtOnce() throws {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 2))
        for number in 1...2 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number, ofport: 7)
            fabric.addPort("kvm\(number)", tenant: "globex", vm: number, ofport: 8)
            fabric.connect("kvm\(number)")
        }
        try fabric.expectInSync()
        #expect(fabric.packetsEmitted == 0)
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]) + "\n---\n" + FakeFabric.tenant("globex", nics: [1, 2]))
        try fabric.expectInSync()
        #expect(fabric.packetsEmitted == 2)
    }

    @Test("A switch that comes back as it was is not asked to probe; one that had to be repaired is")
    func again() throws {
        let fabric = try FakeFabric.ofThreeHosts()
        let before = fabric.packetsEmitted
        fabric.disconnect("kvm1")
        fabric.run()
        fabric.connect("kvm1")
        try fabric.expectInSync()
        #expect(fabric.packetsEmitted == before)
        fabric.disconnect("kvm1")
        fabric.run()
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        fabric.connect("kvm1")
        try fabric.expectInSync()
        // Repaired in its new session, it probes the one peer that it has left.
        #expect(fabric.packetsEmitted == before + 1)
    }
}
