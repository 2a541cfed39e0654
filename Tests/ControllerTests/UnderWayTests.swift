import Controller
import Testing

@Suite("A round that is larger than what may be on its way at once")
struct UnderWayTests {
    /// Three hosts, of which one at a time gets something; and who got it.
    private final class Fixture {
        let fabric: FakeFabric
        private(set) var programmed: [String] = []

        init() throws {
            fabric = try FakeFabric.ofThreeHosts { $0.modificationsUnderWay = 1 }
            fabric.afterProgram = { [weak self] host, _ in self?.programmed.append(host) }
        }
    }

    @Test("Hosts get it one after the other, as each has confirmed")
    func inTurn() throws {
        let fixture = try Fixture()
        fixture.fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        #expect(Set(fixture.programmed) == ["kvm1", "kvm2", "kvm3"])
        try fixture.fabric.expectInSync()
        fixture.fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        try fixture.fabric.expectInSync()
    }

    @Test("A host that does not confirm keeps the others waiting for a while only")
    func late() throws {
        let fixture = try Fixture()
        let fabric = fixture.fabric
        for number in 1...3 { fabric.hosts["kvm\(number)"]?.isSlow = true }
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        #expect(fixture.programmed.count == 1, "there is room for one")
        fabric.pass(.milliseconds(99))
        #expect(fixture.programmed.count == 1)
        for _ in 0..<12 { fabric.pass(.milliseconds(110)) }
        #expect(Set(fixture.programmed) == ["kvm1", "kvm2", "kvm3"])
        for number in 1...3 { fabric.hosts["kvm\(number)"]?.isSlow = false }
        for _ in 0..<3 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
    }

    @Test("One that goes away meanwhile is not waited for, and gets everything when it returns")
    func away() throws {
        let fixture = try Fixture()
        let fabric = fixture.fabric
        fabric.hosts["kvm1"]?.isSlow = true
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        #expect(fixture.programmed == ["kvm1"])
        fabric.disconnect("kvm1")
        fabric.run()
        #expect(Set(fixture.programmed) == ["kvm1", "kvm2", "kvm3"])
        fabric.hosts["kvm1"]?.isSlow = false
        fabric.hosts["kvm1"]?.unconfirmed = []
        fabric.connect("kvm1")
        try fabric.expectInSync()
    }
}
