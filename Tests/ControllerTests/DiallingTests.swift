import Controller
import JSON
import NetworkTypes
import OVSDB
import Testing
import Topology

/// How hosts are made to come back soon.
@Suite("Dialling again")
struct DiallingTests {
    private static let respelled = "tcp:172.30.0.1:06653"

    /// A prepared host that is not connected.
    private func fabric(target: String = FakeFabric.target) throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.addHost(1)
        fabric.hosts["kvm1"]?.target = target
        fabric.apply(FakeFabric.fabric(hosts: 1))
        return fabric
    }

    private func connectDatabase(_ fabric: FakeFabric) {
        fabric.connectDatabase("kvm1")
        fabric.run()
    }

    /// The updates of the newest transaction: which columns of which table.
    private func updates(_ fabric: FakeFabric) -> [String] {
        (fabric.lastTransaction?.operations ?? []).filter { $0["op"]?.string == "update" }
            .map { "\($0["table"]?.string ?? "-") \($0["row"].map { $0.serialized() } ?? "-")" }
    }

    @Test("A switch that does not follow its database is told to dial, by the other spelling, once a session")
    func redial() throws {
        let fabric = try fabric()
        connectDatabase(fabric)
        fabric.pass(.milliseconds(49))
        #expect(fabric.transactions == 0)
        #expect(fabric.controller.nextDeadline != nil)
        fabric.pass(.milliseconds(1))
        #expect(fabric.transactions == 1)
        #expect(updates(fabric) == [#"Controller {"target":"\#(Self.respelled)"}"#])
        // The row's new spelling is right, and a switch that does not come all the same is not told again.
        fabric.hosts["kvm1"]?.target = Self.respelled
        fabric.connectDatabase("kvm1", isNew: false)
        fabric.run()
        for _ in 0..<100 { fabric.pass(.seconds(1)) }
        #expect(fabric.transactions == 1)
        // In the next session of the database it is, by the first spelling.
        fabric.disconnect("kvm1")
        connectDatabase(fabric)
        fabric.pass(.milliseconds(50))
        #expect(fabric.transactions == 2)
        #expect(updates(fabric) == [#"Controller {"target":"\#(FakeFabric.target)"}"#])
    }

    @Test(
        "A switch that comes in time is left alone, and both spellings are right",
        arguments: [FakeFabric.target, respelled])
    func inTime(target: String) throws {
        let fabric = try fabric(target: target)
        connectDatabase(fabric)
        fabric.pass(.milliseconds(25))
        fabric.connectSwitch("kvm1")
        fabric.run()
        fabric.pass(.milliseconds(25))
        fabric.pass(.seconds(60))
        #expect(fabric.transactions == 0)
    }

    @Test("Over TLS a switch has longer to come by itself")
    func overTLS() throws {
        let fabric = try FakeFabric(target: "ssl:172.30.0.1:6653")
        fabric.addHost(1)
        fabric.apply(FakeFabric.fabric(hosts: 1))
        connectDatabase(fabric)
        fabric.pass(.milliseconds(149))
        #expect(fabric.transactions == 0)
        fabric.pass(.milliseconds(1))
        #expect(updates(fabric) == [#"Controller {"target":"ssl:172.30.0.1:06653"}"#])
    }

    @Test("One connection that breaks off as its switch was told to dial is no refusal; any other is")
    func cut() throws {
        let fabric = try fabric()
        connectDatabase(fabric)
        func refusals(after reason: String) -> Int {
            fabric.tell([.refused(peer: "172.30.0.1:777", reason: reason)])
            return fabric.messages(.hostRefused).count
        }
        #expect(refusals(after: "it broke off") == 1)
        fabric.pass(.milliseconds(50))
        #expect(refusals(after: "it broke off again") == 1)
        #expect(refusals(after: "it broke off a third time") == 2)
    }

    @Test("A controller that is not Weft's is replaced, not respelled")
    func foreign() throws {
        let fabric = try fabric(target: "tcp:172.30.0.99:6653")
        connectDatabase(fabric)
        #expect(fabric.transactions == 1)
        fabric.pass(.milliseconds(50))
        #expect(fabric.transactions == 1)
    }

    @Test(
        "The manager that dials Weft gets a short wait between two dials; no other does, and no other value is replaced"
    )
    func manager() throws {
        let fabric = try fabric()
        fabric.hosts["kvm1"]?.database.managers = [
            ("tcp:172.30.0.1:6640", nil), ("tcp:172.30.0.2:6640", nil), ("ptcp:6640:172.30.0.1", nil),
            ("ssl:172.30.0.1:6641", 4000), ("ssl:[fd00::1]:6640", nil), ("unix:/run/172.30.0.1:6640", nil),
        ]
        connectDatabase(fabric)
        #expect(fabric.transactions == 1)
        #expect(updates(fabric) == [#"Manager {"max_backoff":1000}"#])
        let guarded = fabric.lastTransaction?.operations.filter { $0["op"]?.string == "wait" } ?? []
        #expect(guarded.count == 1)

        let settled = try self.fabric()
        settled.hosts["kvm1"]?.database.managers = [("tcp:172.30.0.1:6640", 1000)]
        settled.connect("kvm1")
        #expect(settled.transactions == 0)
    }
}
