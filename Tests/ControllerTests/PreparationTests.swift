import Controller
import JSON
import OVSDB
import Testing

@Suite("What stands in the way of a host whose switch is to come over TLS")
struct PreparationTests {
    private static let whole: [String: Datum] = [
        "private_key": "/etc/openvswitch/kvm1-key.pem", "certificate": "/etc/openvswitch/kvm1-cert.pem",
        "ca_cert": "/etc/openvswitch/ca-cert.pem", "bootstrap_ca_cert": false,
    ]

    /// The findings of a host with this row in the table `SSL`, as lists of hosts show them.
    private func findings(ssl: [String: Datum]?, target: String) throws -> [Finding] {
        let fabric = try FakeFabric(target: target)
        fabric.apply(FakeFabric.fabric(hosts: 1))
        fabric.addHost(1)
        fabric.hosts["kvm1"]?.database.ssl = ssl
        fabric.connect("kvm1")
        #expect(fabric.transactions == 0, "a finding changes nothing on the host")
        return try #require(fabric.snapshot?.hosts.first).findings
    }

    @Test("Without a key, a certificate or the authority's the switch cannot connect, which is an error and says how")
    func noCertificate() throws {
        let whole = Self.whole
        var rows: [[String: Datum]?] = [nil]
        for column in ["private_key", "certificate", "ca_cert"] { rows.append(whole.merging([column: ""]) { $1 }) }
        for row in rows {
            let found = try findings(ssl: row, target: "ssl:172.30.0.1:6653")
            #expect(found.map(\.code) == ["no-ssl"])
            #expect(found.first?.severity == .error)
            #expect(found.first?.message.contains("`ovs-vsctl set-ssl`") == true)
            #expect(found.first?.message.contains("ssl:172.30.0.1:6653") == true)
        }
    }

    @Test("A host that trusts whoever comes first has a warning; one that knows its authority has nothing")
    func bootstrap() throws {
        let trusting = Self.whole.merging(["bootstrap_ca_cert": true]) { $1 }
        let found = try findings(ssl: trusting, target: "ssl:172.30.0.1:6653")
        #expect(found.map(\.code) == ["bootstrap-ca"])
        #expect(found.first?.severity == .warning)
        #expect(try findings(ssl: Self.whole, target: "ssl:172.30.0.1:6653") == [])
    }

    @Test("Where switches come in clear text, keys are nobody's business")
    func clearText() throws {
        let trusting = Self.whole.merging(["bootstrap_ca_cert": true]) { $1 }
        for row in [nil, trusting] { #expect(try findings(ssl: row, target: FakeFabric.target) == []) }
    }

    @Test("The finding goes when the host gets its certificate, without a new session")
    func repaired() throws {
        let fabric = try FakeFabric(target: "ssl:172.30.0.1:6653")
        fabric.apply(FakeFabric.fabric(hosts: 1))
        fabric.addHost(1)
        fabric.connect("kvm1")
        #expect(fabric.snapshot?.hosts.first?.findings.map(\.code) == ["no-ssl"])
        #expect(fabric.messages(.finding).contains { $0.contains("no-ssl") || $0.contains("no key and certificate") })
        fabric.hosts["kvm1"]?.database.ssl = Self.whole
        fabric.connectDatabase("kvm1", isNew: false)
        fabric.run()
        #expect(fabric.snapshot?.hosts.first?.findings == [])
    }
}

@Suite("What ovs-vswitchd says of the tunnel port")
struct TunnelVerdictTests {
    private static let error = "weft-vxlan: vxlan type requires valid 'remote_ip' argument"

    /// A host in sync of which the database says that it could not make the tunnel port.
    private func refusingFabric() throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 1))
        fabric.addHost(1)
        fabric.connect("kvm1")
        #expect(fabric.transactions == 0)
        tell(fabric, Self.error)
        return fabric
    }

    private func tell(_ fabric: FakeFabric, _ error: String?) {
        fabric.hosts["kvm1"]?.database.tunnelError = error
        fabric.connectDatabase("kvm1", isNew: false)
        fabric.run()
    }

    private func findings(_ fabric: FakeFabric) -> [String] {
        fabric.snapshot?.hosts.first?.findings.map(\.code) ?? []
    }

    @Test("A refusal of rows that are right is asked about before it is told: it may be out of date")
    func outOfDate() throws {
        let fabric = try refusingFabric()
        #expect(fabric.transactions == 1)
        let operations = fabric.lastTransaction?.operations.filter { $0["op"]?.string == "mutate" } ?? []
        #expect(operations.map { $0["table"]?.string } == ["Open_vSwitch"])
        #expect(operations.first?["mutations"] == [["next_cfg", "+=", 1]])
        #expect(findings(fabric) == [])
        tell(fabric, nil)
        fabric.pass(.seconds(2))
        #expect(findings(fabric) == [])
        #expect(fabric.messages(.finding) == [])
        #expect(fabric.transactions == 1)
    }

    @Test("A refusal that stands is told, and asked about no more")
    func stands() throws {
        let fabric = try refusingFabric()
        for _ in 0..<5 {
            fabric.pass(.seconds(2))
            tell(fabric, Self.error)
        }
        #expect(findings(fabric) == ["tunnel-port"])
        #expect(fabric.messages(.finding).count == 1)
        #expect(fabric.transactions == 1)
        tell(fabric, nil)
        #expect(findings(fabric) == [])
    }

    @Test("A host that goes on refusing and not refusing is asked at the pace of repairs")
    func contested() throws {
        let fabric = try refusingFabric()
        for _ in 0..<40 {
            tell(fabric, nil)
            fabric.pass(.seconds(1))
            tell(fabric, Self.error)
        }
        #expect((15...24).contains(fabric.transactions), "ten at once, and one in four of the 40 seconds")
        #expect(fabric.messages(.repairsContested).count == 1)
    }
}
