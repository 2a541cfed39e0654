import Controller
import NetworkTypes
import OpenFlow
import Testing

/// A switch that has more than anybody could have put there.
@Suite("The limit of what is read back")
struct ReadBackLimitTests {
    private static func flow(_ number: Int) -> EncodedFlow {
        EncodedFlow(Flow(table: 200, priority: UInt16(number), cookie: 7, match: Match(), instructions: []))
    }

    /// A host whose switch has this many flows of somebody else, and connects.
    private func fabric(foreign count: Int) throws -> FakeFabric {
        let fabric = try FakeFabric { $0.readBackSpare = 100 }
        fabric.addHost(1)
        for number in 1...count { fabric.hosts["kvm1"]?.flows.put(Self.flow(number)) }
        fabric.apply(FakeFabric.fabric(hosts: 1))
        fabric.connect("kvm1")
        return fabric
    }

    @Test("Within the limit foreign flows are removed")
    func within() throws {
        let fabric = try fabric(foreign: 100)
        try fabric.expectInSync()
        #expect(fabric.closedSessions.isEmpty)
    }

    @Test("Beyond it the session ends, with the reason as an event, and nothing was changed")
    func beyond() throws {
        let fabric = try fabric(foreign: 2000)
        #expect(fabric.closedSessions.count == 1)
        #expect(fabric.hosts["kvm1"]?.flows.flows.count == 2000)
        let message = fabric.messages(.hostAway).last ?? "-"
        #expect(message.hasPrefix("the switch of kvm1 is away: it could not be read back: it has more than "))
        #expect(fabric.snapshot?.hosts.first?.phase == .syncing)
        // What else it says is not listened to, and the switch may come again when somebody has looked.
        for number in 101...2000 { fabric.hosts["kvm1"]?.flows.remove(Self.flow(number)) }
        fabric.connectSwitch("kvm1")
        fabric.run()
        try fabric.expectInSync()
    }
}
