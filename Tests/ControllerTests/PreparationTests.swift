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
