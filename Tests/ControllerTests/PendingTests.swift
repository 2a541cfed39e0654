import Controller
import NetworkTypes
import Testing

/// Hosts that dial in and that no document names wait, in a bounded number.
@Suite("Hosts that no document names")
struct PendingTests {
    private func fabric() throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 1))
        return fabric
    }

    /// A host dials in, and says what its system-id is.
    @discardableResult
    private func dial(_ fabric: FakeFabric, _ systemID: String, from peer: String) -> SessionID {
        let session = fabric.makeSession()
        let updates = FakeDatabase(name: systemID, number: 1).everything(
            controller: FakeFabric.target, datapathID: fabric.datapathID("kvm1").description, vtep: "172.31.0.1")
        fabric.tell([
            .database(session, .ready(.accepted(peer: peer), FakeDatabase.schema)),
            .database(session, .updates(updates, isInitial: true)),
        ])
        return session
    }

    private func pending(_ fabric: FakeFabric) -> Set<String> {
        Set(fabric.snapshot?.pendingHosts.map(\.systemID) ?? [])
    }

    @Test("64 of one address: the oldest makes room, which is told once and counted", arguments: ["tcp:", "ssl:", ""])
    func address(method: String) throws {
        let fabric = try fabric()
        // The same address as IPv6 listeners see it.
        func peer(_ number: Int) -> String {
            number.isMultiple(of: 2) ? "\(method)192.0.2.1:\(number)" : "\(method)[::ffff:192.0.2.1]:\(number)"
        }
        let first = dial(fabric, "x1", from: peer(1))
        for number in 2...64 { dial(fabric, "x\(number)", from: peer(number)) }
        #expect(pending(fabric).count == 64 && fabric.closedSessions.isEmpty)
        for number in 65...70 { dial(fabric, "x\(number)", from: peer(number)) }
        #expect(pending(fabric) == Set((7...70).map { "x\($0)" }))
        #expect(fabric.closedSessions.first == first && fabric.closedSessions.count == 6)
        #expect(fabric.snapshot?.statistics.pendingEnded == 6)
        #expect(
            fabric.messages(.hostRefused) == [
                "the session of system-id x1 from \(peer(1)), which no document names, was ended to make room: more than 64 of them wait from 192.0.2.1"
            ])
        // Another address has room of its own.
        dial(fabric, "y", from: "\(method)192.0.2.2:1")
        #expect(fabric.closedSessions.count == 6 && pending(fabric).count == 65)
    }

    @Test("256 of one /64, and the next one has room of its own")
    func prefix() throws {
        let fabric = try fabric()
        for number in 1...300 { dial(fabric, "x\(number)", from: "ssl:[2001:db8:0:1::\(String(number, radix: 16))]:9") }
        #expect(pending(fabric) == Set((45...300).map { "x\($0)" }))
        #expect(fabric.messages(.hostRefused).count == 1)
        #expect(fabric.messages(.hostRefused).first?.hasSuffix("256 of them wait from 2001:db8:0:1::/64") == true)
        dial(fabric, "y", from: "ssl:[2001:db8:0:2::1]:9")
        #expect(fabric.closedSessions.count == 44 && pending(fabric).count == 257)
    }

    @Test("1000 in all: whoever has most of the room makes some, and a host on its own is not pushed out")
    func all() throws {
        let fabric = try fabric()
        dial(fabric, "alone", from: "ssl:198.51.100.1:1")
        for number in 0..<2000 { dial(fabric, "x\(number)", from: "ssl:192.0.2.\(number % 200):\(number)") }
        #expect(pending(fabric).count == 1000)
        #expect(pending(fabric).contains("alone") && pending(fabric).contains("x1999"))
        #expect(fabric.snapshot?.statistics.pendingEnded == 1001)
    }

    @Test("A declared host gets in whoever waits, and so does one that is declared later and dials again")
    func declared() throws {
        let fabric = try fabric()
        dial(fabric, "kvm2", from: "ssl:192.0.2.1:1")
        for number in 2...200 { dial(fabric, "x\(number)", from: "ssl:192.0.2.1:\(number)") }
        #expect(!pending(fabric).contains("kvm2"), "it was the oldest")
        let session = dial(fabric, "kvm1", from: "ssl:192.0.2.1:500")
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == true)
        for number in 201...400 { dial(fabric, "x\(number)", from: "ssl:192.0.2.1:\(number)") }
        #expect(!fabric.closedSessions.contains(session), "it is no stranger any more")
        fabric.apply(FakeFabric.fabric(hosts: 2))
        dial(fabric, "kvm2", from: "ssl:192.0.2.1:501")
        #expect(fabric.snapshot?.hosts.map(\.isDatabaseConnected) == [true, true])
        // One that waits is taken up where it stands.
        dial(fabric, "kvm3", from: "ssl:192.0.2.1:502")
        fabric.apply(FakeFabric.fabric(hosts: 3))
        #expect(fabric.snapshot?.hosts.map(\.isDatabaseConnected) == [true, true, true])
    }

    @Test("Sessions that end by themselves leave their room")
    func left() throws {
        let fabric = try fabric()
        for round in 0..<5 {
            let sessions = (1...64).map { dial(fabric, "x\($0)", from: "tcp:192.0.2.1:\(round)\($0)") }
            for session in sessions {
                fabric.tell([.database(session, .closed(peer: "tcp:192.0.2.1:1", reason: "gone"))])
            }
        }
        #expect(pending(fabric).isEmpty && fabric.closedSessions.isEmpty)
    }
}
