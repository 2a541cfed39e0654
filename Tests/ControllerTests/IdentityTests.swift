import NetworkTypes
import OpenFlow
import Testing
import Topology

@testable import Controller

/// Over TLS sessions are bound to what their certificates say (attacks A7 and A8).
@Suite("Certificates and hosts") struct IdentityTests {
    private func certificate(_ systemIDs: String...) -> PeerCertificate {
        PeerCertificate(
            systemIDs: systemIDs, subject: "CN \(systemIDs.first ?? "ada"), serial 1", notAfter: 2_000_000_000)
    }

    private func fabric() throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 2))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        for number in 1...2 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number)
        }
        return fabric
    }

    private func database(
        _ fabric: FakeFabric, _ host: Int, _ certificate: PeerCertificate?, from peer: String
    ) -> SessionID {
        let session = fabric.makeSession()
        let database = FakeDatabase(name: "kvm\(host)", number: UInt32(host))
        let updates = database.everything(
            controller: FakeFabric.target, datapathID: fabric.datapathID("kvm\(host)").description,
            vtep: "172.31.0.\(host)")
        fabric.tell(
            (certificate.map { [.database(session, .identified($0))] } ?? []) + [
                .database(session, .ready(.accepted(peer: peer), FakeDatabase.schema)),
                .database(session, .updates(updates, isInitial: true)),
            ])
        return session
    }

    private func `switch`(
        _ fabric: FakeFabric, _ host: Int, _ certificate: PeerCertificate?, from peer: String
    ) -> SessionID {
        let session = fabric.makeSession()
        fabric.tell(
            (certificate.map { [.openFlow(session, .identified($0))] } ?? []) + [
                .openFlow(session, .ready(peer: peer, .v1_5, fabric.datapathID("kvm\(host)"), tableCount: 254))
            ])
        return session
    }

    @Test("A database whose certificate names another host is refused, told once, and the host's own is let in")
    func database() throws {
        let fabric = try fabric()
        for _ in 0..<3 {
            let liar = database(fabric, 1, certificate("kvm2"), from: "ssl:10.0.0.2:4000")
            #expect(fabric.closedSessions.last == liar)
            fabric.tell([.database(liar, .closed(peer: "ssl:192.0.2.9:1", reason: "refused"))])
        }
        let client = database(fabric, 1, certificate(), from: "ssl:10.0.0.3:4000")
        #expect(fabric.closedSessions.last == client)
        let refusals = fabric.messages(.hostRefused)
        #expect(
            refusals == [
                "the database at ssl:10.0.0.2:4000 has system-id kvm1, but its certificate (CN kvm2, serial 1) is that of kvm2",
                "the database at ssl:10.0.0.3:4000 has system-id kvm1, but its certificate (CN ada, serial 1) is that of no host",
            ])
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == false)
        #expect(fabric.snapshot?.pendingHosts.isEmpty == true)
        let closed = fabric.closedSessions.count
        _ = database(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4000")
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == true)
        #expect(fabric.closedSessions.count == closed)
    }

    @Test("A machine with the same certificate may come from a new address; one without it takes no place")
    func moves() throws {
        let fabric = try fabric()
        let first = database(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4000")
        let clear = database(fabric, 1, nil, from: "tcp:10.0.0.1:4001")
        #expect(fabric.closedSessions == [clear])
        let second = database(fabric, 1, certificate("kvm1"), from: "ssl:10.9.9.9:4000")
        #expect(fabric.closedSessions == [clear, first])
        fabric.tell([
            .database(first, .closed(peer: "ssl:192.0.2.9:1", reason: "replaced")),
            .database(clear, .closed(peer: "ssl:192.0.2.9:1", reason: "refused")),
        ])
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == true)
        fabric.tell([.database(second, .closed(peer: "ssl:192.0.2.9:1", reason: "gone"))])
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == false)
    }

    @Test("In clear text another address takes no place, but who has it is asked for a sign of life")
    func challenged() throws {
        let fabric = try fabric()
        let database = (
            old: database(fabric, 1, nil, from: "tcp:10.0.0.1:4000"),
            new: database(fabric, 1, nil, from: "tcp:10.9.9.9:1")
        )
        let openFlow = (
            old: `switch`(fabric, 1, nil, from: "tcp:10.0.0.1:4100"),
            new: `switch`(fabric, 1, nil, from: "tcp:10.9.9.9:2")
        )
        #expect(fabric.closedSessions == [database.new, openFlow.new])
        #expect(fabric.challengedSessions == [database.old, database.old, openFlow.old])
        // Nothing came, so the sessions end by themselves, and the next dials are served.
        fabric.tell([
            .database(database.old, .closed(peer: "tcp:10.0.0.1:4000", reason: "no answer to a probe")),
            .openFlow(openFlow.old, .closed(peer: "tcp:10.0.0.1:4100", reason: "no answer to a probe")),
        ])
        _ = self.database(fabric, 1, nil, from: "tcp:10.9.9.9:3")
        _ = self.switch(fabric, 1, nil, from: "tcp:10.9.9.9:4")
        #expect(fabric.closedSessions.count == 2)
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == true)
        #expect(fabric.snapshot?.hosts.first?.openFlowVersion == "OpenFlow 1.5")
    }

    @Test("Who has a certificate is not asked because of somebody without it")
    func unchallenged() throws {
        let fabric = try fabric()
        _ = database(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4000")
        _ = `switch`(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4100")
        _ = database(fabric, 1, nil, from: "tcp:10.9.9.9:1")
        _ = `switch`(fabric, 1, nil, from: "tcp:10.9.9.9:2")
        #expect(fabric.closedSessions.count == 2)
        #expect(fabric.challengedSessions.isEmpty)
    }

    @Test("A switch whose database comes from elsewhere is asked for a sign of life, and told to dial")
    func staleSwitch() throws {
        let fabric = try fabric()
        _ = database(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4000")
        let stale = `switch`(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4100")
        _ = database(fabric, 1, certificate("kvm1"), from: "ssl:10.9.9.9:4000")
        #expect(fabric.challengedSessions == [stale])
        fabric.tell([.openFlow(stale, .closed(peer: "ssl:10.0.0.1:4100", reason: "no answer to a probe"))])
        let before = fabric.transactions
        fabric.pass(.seconds(1))
        #expect(fabric.transactions == before + 1)
    }

    @Test("A datapath-id belongs to its host's certificate: whoever else has it is refused, and the incumbent stays")
    func datapath() throws {
        let fabric = try fabric()
        _ = database(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4000")
        let early = `switch`(fabric, 1, certificate("kvm2"), from: "ssl:10.0.0.2:4100")
        #expect(fabric.closedSessions == [early])
        #expect(fabric.messages(.hostRefused).count == 1)
        let incumbent = `switch`(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.1:4100")
        // From the incumbent's own address too.
        for (certificate, peer) in [
            (certificate("kvm2"), "ssl:10.0.0.1:4101"), (certificate(), "ssl:10.0.0.7:4101"), (nil, "tcp:10.0.0.1:1"),
        ] {
            let rival = `switch`(fabric, 1, certificate, from: peer)
            #expect(fabric.closedSessions.last == rival)
            fabric.tell([.openFlow(rival, .closed(peer: "ssl:192.0.2.9:1", reason: "refused"))])
        }
        #expect(!fabric.closedSessions.contains(incumbent))
        #expect(fabric.snapshot?.hosts.first?.openFlowVersion == "OpenFlow 1.5")
        #expect(
            fabric.messages(.hostRefused).contains {
                $0.hasSuffix(
                    "it is that of host kvm1 with system-id kvm1, but the certificate (CN kvm2, serial 1) is that of kvm2"
                )
            })
        let returned = `switch`(fabric, 1, certificate("kvm1"), from: "ssl:10.0.0.9:4100")
        #expect(fabric.closedSessions.last == incumbent)
        #expect(!fabric.closedSessions.contains(returned))
    }

    @Test("A switch that is there before anybody knows its host's system-id is judged when that is known")
    func later() throws {
        let fabric = try FakeFabric()
        fabric.apply(
            "version: 1\ntenant: admin\ndocument: fabric\nhosts: { kvm1: { ovsdb: ssl:10.0.0.1:6640, vtep: 172.31.0.1 } }\n"
        )
        fabric.addHost(1)
        let nobody = `switch`(fabric, 1, certificate(), from: "ssl:10.0.0.1:4100")
        #expect(fabric.closedSessions == [nobody])
        let rival = `switch`(fabric, 1, certificate("kvm2"), from: "ssl:10.0.0.1:4100")
        #expect(fabric.closedSessions == [nobody])
        let session = fabric.makeSession()
        let updates = FakeDatabase(name: "kvm1", number: 1).everything(
            controller: FakeFabric.target, datapathID: fabric.datapathID("kvm1").description, vtep: "172.31.0.1")
        fabric.tell([
            .database(session, .identified(certificate("kvm1"))),
            .database(session, .ready(.dialled("kvm1"), FakeDatabase.schema)),
            .database(session, .updates(updates, isInitial: true)),
        ])
        #expect(fabric.closedSessions == [nobody, rival])
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == true)
        #expect(fabric.snapshot?.hosts.first?.openFlowVersion == nil)
    }

    @Test("A host that is dialled must have the certificate of the system-id that it tells")
    func dialled() throws {
        let fabric = try FakeFabric()
        fabric.apply(
            "version: 1\ntenant: admin\ndocument: fabric\nhosts: { kvm1: { ovsdb: ssl:10.0.0.1:6640, vtep: 172.31.0.1 } }\n"
        )
        let session = fabric.makeSession()
        let updates = FakeDatabase(name: "kvm1", number: 1).everything(
            controller: FakeFabric.target, datapathID: fabric.datapathID("kvm1").description, vtep: "172.31.0.1")
        fabric.tell([
            .database(session, .identified(certificate("kvm2"))),
            .database(session, .ready(.dialled("kvm1"), FakeDatabase.schema)),
            .database(session, .updates(updates, isInitial: true)),
        ])
        #expect(fabric.closedSessions == [session])
        #expect(fabric.messages(.hostRefused).count == 1)
    }

    @Test("Nothing is taken from whoever answers at a host's address and is another", arguments: [true, false])
    func impostor(hasCertificate: Bool) throws {
        let fabric = try FakeFabric()
        fabric.apply(
            "version: 1\ntenant: admin\ndocument: fabric\ntenants: { acme: {} }\nhosts: { kvm1: { ovsdb: tcp:10.0.0.1:6640, system-id: kvm1, vtep: 172.31.0.1 } }\n"
        )
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        func dial(_ name: String, port: Int) -> SessionID {
            let session = fabric.makeSession()
            var database = FakeDatabase(name: name, number: 1)
            database.add(
                "acme-\(port)", ofport: Int64(port), interfaceID: "acme-\(port)", mac: "52:54:00:00:01:0\(port)")
            let updates = database.everything(
                controller: FakeFabric.target, datapathID: fabric.datapathID("kvm1").description, vtep: "172.31.0.1")
            var events: [Event] = [
                .database(session, .ready(.dialled("kvm1"), FakeDatabase.schema)),
                .database(session, .updates(updates, isInitial: true)),
            ]
            if hasCertificate { events.insert(.database(session, .identified(certificate(name))), at: 0) }
            fabric.tell(events)
            return session
        }
        let own = dial("kvm1", port: 1)
        let ports = fabric.snapshot?.topology.ports
        #expect(ports?.count == 1)
        fabric.tell([.database(own, .closed(peer: "tcp:10.0.0.1:6640", reason: "test"))])
        let impostor = dial("kvm9", port: 2)
        #expect(fabric.closedSessions == [impostor])
        #expect(fabric.snapshot?.topology.ports == ports, "what the host itself said last stands")
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == false)
        _ = dial("kvm1", port: 1)
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == true)
    }

    /// Two hosts that are dialled, and whose system-ids no document names.
    private static let unnamed =
        "version: 1\ntenant: admin\ndocument: fabric\nhosts: { kvm1: { ovsdb: METHOD:10.0.0.1:6640, vtep: 172.31.0.1 }, kvm2: { ovsdb: METHOD:10.0.0.2:6640, vtep: 172.31.0.2 } }\n"

    @Test(
        "Who answers first at a dialled host's address is told of, and the host is held to that, over restarts too",
        arguments: ["ssl", "tcp"])
    func firstUse(method: String) throws {
        let fabric = try FakeFabric()
        fabric.apply(Self.unnamed.replacing("METHOD", with: method))
        func dial(_ host: Int, as name: String) -> SessionID {
            let session = fabric.makeSession()
            let updates = FakeDatabase(name: name, number: UInt32(host)).everything(
                controller: FakeFabric.target, datapathID: "0000574546\(String(repeating: "0", count: 5))\(host)",
                vtep: "172.31.0.\(host)")
            var events: [Event] = [
                .database(session, .ready(.dialled(HostID("kvm\(host)")), FakeDatabase.schema)),
                .database(session, .updates(updates, isInitial: true)),
            ]
            if method == "ssl" { events.insert(.database(session, .identified(certificate(name))), at: 0) }
            fabric.tell(events)
            return session
        }
        func leave(_ session: SessionID) { fabric.tell([.database(session, .closed(peer: "-", reason: "test"))]) }
        func isConnected(_ host: Int) -> Bool { fabric.snapshot?.hosts[host - 1].isDatabaseConnected ?? false }

        let first = dial(1, as: "a")
        #expect(isConnected(1))
        let trusted = fabric.messages(.hostTrusted)
        #expect(trusted.count == 1)
        #expect(trusted.first?.contains("is kvm1 from now on, and its system-id a: the document names none") == true)
        #expect(trusted.first?.contains(method == "ssl" ? "(CN a, serial 1)" : "without a proof") == true)
        // Nobody may be two hosts.
        let twice = dial(2, as: "a")
        #expect(fabric.closedSessions == [twice] && !isConnected(2))
        #expect(fabric.messages(.hostRefused).last?.hasSuffix("has system-id a, which is that of host kvm1") == true)
        leave(twice)
        leave(first)
        let other = dial(1, as: "b")
        #expect(fabric.closedSessions == [twice, other] && !isConnected(1))
        #expect(fabric.messages(.hostRefused).last?.contains("and kvm1 had a before") == true)
        leave(other)

        try fabric.restartController()
        let later = dial(1, as: "b")
        #expect(fabric.closedSessions.last == later && !isConnected(1))
        leave(later)
        leave(dial(1, as: "a"))
        #expect(fabric.messages(.hostTrusted).isEmpty, "it is known")
        // What the document says counts more.
        fabric.apply(
            Self.unnamed.replacing("METHOD", with: method).replacing(
                "vtep: 172.31.0.1 }", with: "vtep: 172.31.0.1, system-id: b }"))
        _ = dial(1, as: "b")
        #expect(isConnected(1))
        #expect(fabric.messages(.hostTrusted).isEmpty)
    }

    @Test(
        "A dialled host without a system-id is refused, and told how to get one, as it could not be told from others later",
        arguments: ["ssl", "tcp"])
    func nameless(method: String) throws {
        let fabric = try FakeFabric()
        fabric.apply(Self.unnamed.replacing("METHOD", with: method))
        func dial(as name: String?) -> SessionID {
            let session = fabric.makeSession()
            var database = FakeDatabase(name: "kvm1", number: 1)
            database.systemID = name
            let updates = database.everything(
                controller: FakeFabric.target, datapathID: fabric.datapathID("kvm1").description, vtep: "172.31.0.1")
            var events: [Event] = [
                .database(session, .ready(.dialled("kvm1"), FakeDatabase.schema)),
                .database(session, .updates(updates, isInitial: true)),
            ]
            if method == "ssl" { events.insert(.database(session, .identified(certificate("a"))), at: 0) }
            fabric.tell(events)
            return session
        }
        let nameless = dial(as: nil)
        #expect(fabric.closedSessions == [nameless])
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == false)
        #expect(fabric.messages(.hostTrusted).isEmpty)
        let refusal = fabric.messages(.hostRefused).last
        #expect(refusal?.contains("has system-id -, so nobody can tell it from others later: on the host, set") == true)
        fabric.tell([.database(nameless, .closed(peer: "-", reason: "test"))])
        _ = dial(as: "a")
        #expect(fabric.snapshot?.hosts.first?.isDatabaseConnected == true)
        #expect(fabric.messages(.hostTrusted).count == 1)
    }

    @Test("A refusal is told again after an hour, or for another reason, and memory is bounded")
    func refusalMemory() {
        var memory = RefusalMemory()
        func time(_ seconds: Int) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds) * 1_000_000_000) }
        let told = (0..<7300).filter { memory.tells(of: "a", because: "x", now: time($0)) }
        #expect(told == [0, 3600, 7200])
        let reasons = ["x", "y", "y", "x"].map { memory.tells(of: "a", because: $0, now: time(7300)) }
        #expect(reasons == [false, true, false, true])
        let others = (0..<5000).filter { memory.tells(of: "b\($0)", because: "x", now: time(7301)) }
        #expect(others.count == 5000 && memory.count == 1000)
        let (forgotten, kept) = (
            memory.tells(of: "a", because: "x", now: time(7302)),
            memory.tells(of: "b4999", because: "x", now: time(7302))
        )
        #expect(forgotten && !kept)
        memory.forget()
        let again = memory.tells(of: "b4999", because: "x", now: time(7303))
        #expect(again && memory.count == 1)
    }

    @Test("What is refused before it says a word, and read certificates, are among the events")
    func events() throws {
        let fabric = try fabric()
        fabric.tell([
            .refused(peer: "ssl:10.0.0.5:1234", reason: "the peer presented no certificate"),
            .certificatesRead(isInForce: false, detail: "the old keys and certificates stay in force: x"),
        ])
        #expect(
            fabric.messages(.hostRefused) == ["ssl:10.0.0.5:1234 was turned away: the peer presented no certificate"])
        #expect(fabric.messages(.certificates) == ["the old keys and certificates stay in force: x"])
    }
}
