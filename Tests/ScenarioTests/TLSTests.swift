import AttackTable
import Foundation
import JSON
import Lab
import Testing

@testable import TLS

extension Scenarios {
    @Suite("Hosts over TLS")
    struct TLSTests {
        @Test("A fabric comes together over TLS with the certificates of weft pki, and survives the controller")
        func fabric() throws {
            try Fabric.with(.generated(hosts: 3, vms: 6), usesTLS: true) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                for host in try fabric.lab.status().hosts.map(\.name) {
                    let target = try fabric.output(.host(host), "ovs-vsctl get-controller br-int")
                    // A switch that was told to dial has the other spelling.
                    #expect(target == "ssl:172.30.0.1:6653\n" || target == "ssl:172.30.0.1:06653\n")
                }
                let hosts = try fabric.json("get", "hosts")["items"]?.array ?? []
                #expect(hosts.count == 3)
                let findings = try fabric.weft("get", "findings", "--no-headers").stdout
                #expect(findings.isEmpty, "\(findings)")
                try fabric.expectSameFromNothing()
            }
        }

        @Test("Hosts that listen are dialled over TLS")
        func dial() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4, join: .dial), usesTLS: true) { fabric in
                let hosts = try fabric.lab.status().hosts.map {
                    Documents.Host(name: $0.name, ovsdb: "ssl:\($0.management):6640", vtep: $0.tunnel)
                }
                let nics = try fabric.lab.nics()
                try fabric.apply(
                    Documents.fabric(hosts), Documents.tenant("acme", nics), Documents.tenant("globex", nics),
                    wait: "accepted")
                try fabric.waitReady()
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test(
            "Every fault of a certificate is refused with its reason, in the log and among the events", .covers(.a11))
        func faults() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4), usesTLS: true) { fabric in
                try fabric.applyAll()
                let authority = try CertificateAuthority(fabric.pki)
                let now = Int64(Date().timeIntervalSince1970)
                let past = Validity(notBefore: now - 7200, notAfter: now - 3600)
                let future = Validity(notBefore: now + 86_400, notAfter: now + 172_800)
                try authority.issue(.host(name: "expired"), systemID: "kvm2", validity: past)
                try authority.issue(.host(name: "young"), systemID: "kvm2", validity: future)
                try authority.issue(.host(name: "revoked"), systemID: "kvm2", validity: .days(1, from: now))
                try authority.issue(.host(name: "kvm7"), systemID: "kvm7", validity: .days(1, from: now))
                try fabric.makeServerCertificate("server", authority)
                let elsewhere = PKIDirectory("\(fabric.directory)/elsewhere")
                let other = try CertificateAuthority.create(in: elsewhere, validity: .days(1, from: now))
                try other.issue(.host(name: "kvm2"), systemID: "kvm2", validity: .days(1, from: now))
                try fabric.weftPKI("revoke", "host/revoked")
                try fabric.reload()

                let faults = [
                    (fabric.pki.hostFiles("expired"), "the peer's certificate has expired"),
                    (fabric.pki.hostFiles("young"), "the peer's certificate is not valid yet"),
                    (fabric.pki.hostFiles("revoked"), "the peer's certificate is revoked"),
                    (fabric.pki.hostFiles("server"), "the peer's certificate is not for this purpose"),
                    (fabric.pki.hostFiles("kvm7"), "has system-id kvm2, but its certificate (CN kvm7"),
                    (elsewhere.hostFiles("kvm2"), "the peer's certificate is not signed by our certificate authority"),
                ]
                var slowest = Duration.zero
                for (files, reason) in faults {
                    // The host trusts us all the same: the fault is the one that it is meant to be.
                    var files = files
                    files.authority = fabric.pki.authority
                    try fabric.rejoin("kvm2", files)
                    let time = try fabric.eventually(reason) { try fabric.events("HostRefused").contains(reason) }
                    #expect(fabric.log.contains(reason), "not in the log: \(reason)")
                    detail("refused after \(time.text): \(reason)")
                    slowest = max(slowest, time)
                }
                let odd = try fabric.expectOddPeers()
                measured(
                    "\(faults.count) faults of certificates and \(odd) of peers, each refused and told with its reason, after at most \(slowest.text)"
                )
                let state = try fabric.weft("get", "hosts", "--no-headers").stdout
                #expect(state.contains("Ready"), "kvm1 is not disturbed: \(state)")

                // A host whose data plane goes on, and that is back with its own certificate.
                try fabric.expectReachability()
                try fabric.rejoin("kvm2", fabric.pki.hostFiles("kvm2"))
                try fabric.waitReady()
                try fabric.expectReachability()
            }
        }

        @Test(
            "A host's certificate does not open the place of another host, neither its database's nor its switch's",
            .covers(.a7, .a8))
        func impostor() throws {
            try Fabric.with(.generated(hosts: 3, vms: 6), usesTLS: true) { fabric in
                try fabric.applyAll()
                let datapathID = try fabric.output(
                    .host("kvm1"), "ovs-vsctl get Bridge br-int other_config:datapath-id")
                let watch = try SwitchWatch(fabric, ["kvm1"])
                let modifications = try fabric.modifications("kvm1")
                // A second bridge on kvm3 that has kvm1's datapath-id, and kvm3's certificate.
                try fabric.output(
                    .host("kvm3"),
                    "ovs-vsctl add-br rogue -- set Bridge rogue datapath_type=netdev fail_mode=secure "
                        + "other_config:datapath-id=\(datapathID.filter { $0 != "\"" && $0 != "\n" }) "
                        + "-- set-controller rogue ssl:172.30.0.1:6653")
                let reason = "it is that of host kvm1 with system-id kvm1, but the certificate (CN kvm3"
                let time = try fabric.eventually(reason) { try fabric.events("HostRefused").contains(reason) }
                #expect(fabric.log.contains(reason))
                // A database that says to be kvm1, and whose host has kvm3's certificate.
                try fabric.output(.host("kvm3"), "ovs-vsctl set Open_vSwitch . external_ids:system-id=kvm1")
                try fabric.rejoin("kvm3", fabric.pki.hostFiles("kvm3"))
                let lie = "has system-id kvm1, but its certificate (CN kvm3"
                try fabric.eventually(lie) { try fabric.events("HostRefused").contains(lie) }
                sleep(2)
                #expect(watch.changes() == watch.zero, "the incumbent stays as it was")
                #expect(try fabric.modifications("kvm1") == modifications)
                #expect(try fabric.events("HostAway").contains("of kvm1 is away") == false)
                #expect(try fabric.events("HostRefused").split(separator: "\n").count < 8, "told, not shouted")
                noteMeasurement(
                    "refused and told after \(time.text), at every attempt; 0 changes sent to the first one", for: .a7)
                noteMeasurement("a switch and a database with another host's names, refused and told", for: .a8)
                try fabric.output(.host("kvm3"), "ovs-vsctl del-br rogue")
                try fabric.output(.host("kvm3"), "ovs-vsctl set Open_vSwitch . external_ids:system-id=kvm3")
                try fabric.rejoin("kvm3", fabric.pki.hostFiles("kvm3"))
                try fabric.waitReady()
                try fabric.expectReachability()
            }
        }

        @Test(
            "SIGHUP takes new certificates without ending a session, keeps the old ones when the new are broken, and ends what is revoked"
        )
        func reload() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4), usesTLS: true) { fabric in
                try fabric.applyAll()
                let watch = try SwitchWatch(fabric)
                let outcomes = try fabric.streaming {
                    let old = try fabric.shownSerial()
                    try fabric.weftPKI("init", "--force")
                    #expect(try fabric.shownSerial() == old, "nothing is read before it is asked for")
                    try fabric.reload()
                    let new = try fabric.shownSerial()
                    #expect(new != old)
                    let key = fabric.pki.key(.controller)
                    let good = try Data(contentsOf: URL(filePath: key))
                    try Data("nonsense".utf8).write(to: URL(filePath: key))
                    fabric.daemon?.signal(SIGHUP)
                    try fabric.eventually("the broken key is told") {
                        try fabric.events("Certificates").contains("the old keys and certificates stay in force")
                    }
                    #expect(fabric.log.contains("\(key) is not a private key"))
                    #expect(try fabric.shownSerial() == new)
                    try good.write(to: URL(filePath: key))
                    try fabric.reload()
                    // Sessions would show it within ten seconds if one had ended.
                    sleep(2)
                    #expect(try fabric.events("HostAway").isEmpty)
                }
                try fabric.expectNoLoss(outcomes, "over three reloads of certificates")
                #expect(watch.changes() == watch.zero)

                try fabric.weftPKI("revoke", "host/kvm2")
                try fabric.reload()
                let reason = "the peer's certificate is revoked (CN kvm2"
                try fabric.waitAway("kvm2")
                try fabric.eventually(reason) { try fabric.events("HostRefused").contains(reason) }
                #expect(try !fabric.events("HostAway").contains("kvm1"))
                try fabric.weftPKI("host", "kvm2", "--system-id", "kvm2", "--force")
                try fabric.rejoin("kvm2", fabric.pki.hostFiles("kvm2"))
                try fabric.waitReady()
                try fabric.expectReachability()
            }
        }

        @Test("A change of authority as it is documented turns no host away, and ends with the former one refused")
        func change() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4), usesTLS: true) { fabric in
                try fabric.applyAll()
                var former = try fabric.keepFiles("kvm1")
                let watch = try SwitchWatch(fabric)
                let outcomes = try fabric.streaming {
                    // 1. Hosts read the authority's file where it is made: that copies it.
                    try fabric.weftPKI("init", "--replace-ca", "--keep-former")
                    try fabric.rejoinAndServe("kvm1", fabric.pki.hostFiles("kvm1"))
                    // 2. weftd's certificate is of the new authority, both hosts' are of the former one.
                    try fabric.weftPKI("init", "--force")
                    try fabric.reload()
                    try fabric.rejoinAndServe("kvm1", fabric.pki.hostFiles("kvm1"))
                    // 3. One after the other.
                    for host in ["kvm1", "kvm2"] {
                        try fabric.weftPKI("host", host, "--system-id", host, "--force")
                        try fabric.rejoinAndServe(host, fabric.pki.hostFiles(host))
                    }
                    former.authority = fabric.pki.authority
                    try fabric.rejoinAndServe("kvm1", former)
                    #expect(try fabric.events("HostRefused").isEmpty)
                    // 4. kvm1 stands with its former certificate and is sent away; it has its new one only then.
                    try fabric.weftPKI("init", "--drop-former")
                    try fabric.reload()
                    let reason = "that authority is accepted no longer (CN kvm1"
                    // Of a host that has just been told to dial anew it is told as the reason why it is away.
                    try fabric.eventually(reason) {
                        try (fabric.events("HostRefused") + fabric.events("HostAway")).contains(reason)
                    }
                    try fabric.waitAway("kvm1")
                    #expect(try !fabric.events("HostRefused").contains("CN kvm2"), "it goes on")
                    try fabric.rejoinAndServe("kvm1", fabric.pki.hostFiles("kvm1"))
                    try fabric.rejoinAndServe("kvm2", fabric.pki.hostFiles("kvm2"))
                }
                try fabric.expectNoLoss(outcomes, "over a change of the authority")
                #expect(watch.changes() == watch.zero)
                try fabric.rejoin("kvm1", former)
                // That this peer is refused was told in step 4; what happens again is told of its sessions.
                let reason = "the peer's certificate is not signed by our certificate authority (CN kvm1"
                try fabric.eventually(reason) {
                    try (fabric.events("HostRefused") + fabric.events("SessionFailed")).contains(reason)
                }
                try fabric.rejoinAndServe("kvm1", fabric.pki.hostFiles("kvm1"))
            }
        }

        @Test("Without certificates weftd says what to do; in clear text it says what that means")
        func start() throws {
            try Fabric.with(.generated(hosts: 1), usesTLS: false, isStarted: false) { fabric in
                let words = ["--state", "\(fabric.directory)/state", "--api", "unix:\(fabric.socket)"]
                let bare = try fabric.lab.exec(.controller, [Programs.weftd] + words + ["--advertise", "172.30.0.1"])
                #expect(bare.status == 1)
                #expect(bare.stderr.contains("error: tls: hosts cannot be served over TLS: "))
                #expect(bare.stderr.contains("weft pki init"))
                try fabric.start()
                #expect(fabric.log.contains("Hosts are served in clear text"))
                // A start that fails late ends as orderly as one that fails at once.
                let second = try fabric.lab.exec(
                    .controller,
                    [
                        Programs.weftd, "--state", "\(fabric.directory)/second", "--api",
                        "unix:\(fabric.directory)/second.sock",
                    ]
                        + ["--ovsdb", "tcp:172.30.0.1:6640", "--openflow", "tcp:172.30.0.1:6653"])
                #expect(second.status == 1)
                #expect(second.stderr.contains("error: listen: "), "\(second.stderr)")
                try fabric.stop()
            }
        }
    }
}

extension Fabric {
    /// `weft pki` on this fabric's directory.
    func weftPKI(_ words: String...) throws {
        try output(.controller, [Programs.weft, "pki"] + words + ["--dir", pki.path])
    }

    /// What the present `weftd` logged.
    var log: String { daemon.map { $0.stdout + $0.stderr } ?? "" }

    /// Messages of events of one kind, a line each.
    func events(_ kind: String) throws -> String {
        let events = try json("get", "events")["items"]?.array ?? []
        return events.compactMap { $0["status"] }.filter { $0["kind"]?.string == kind }
            .compactMap { $0["message"]?.string }.joined(separator: "\n")
    }

    /// Sends SIGHUP and waits until `weftd` says that it has read its files.
    func reload() throws {
        let before = log.split(separator: "\n").count { $0.contains("Keys and certificates were read again") }
        daemon?.signal(SIGHUP)
        try eventually("certificates are read") {
            log.split(separator: "\n").count { $0.contains("Keys and certificates were read again") } > before
        }
    }

    /// Gives a host other files, under names that it has not had, and has it dial again.
    func rejoin(_ host: String, _ files: TLSFiles) throws {
        let files = try copyPair(files, as: "\(host)-\(UUID().uuidString)")
        try output(.host(host), "ovs-vsctl del-manager")
        try output(.host(host), "ovs-vsctl set-ssl \(files.privateKey) \(files.certificate) \(files.authority)")
        try output(.host(host), "ovs-vsctl set-manager ssl:172.30.0.1:6640")
        try output(.host(host), "ovs-appctl bridge/reconnect")
        try quickenManagers()
    }

    /// Has a host dial again with these files, and waits until it is served.
    func rejoinAndServe(_ host: String, _ files: TLSFiles) throws {
        func greetings() throws -> Int {
            try events("HostConnected").split(separator: "\n").count { $0.hasPrefix("the database of \(host) ") }
        }
        let before = try greetings()
        try rejoin(host, files)
        try eventually("\(host) is back") { try greetings() > before }
        try waitReady()
    }

    /// Copies a host's key and certificate to where nothing changes them.
    func keepFiles(_ host: String) throws -> TLSFiles { try copyPair(pki.hostFiles(host), as: "kept-\(host)") }

    private func copyPair(_ files: TLSFiles, as name: String) throws -> TLSFiles {
        let (key, certificate) = ("\(directory)/\(name)-key.pem", "\(directory)/\(name)-cert.pem")
        try FileManager.default.copyItem(atPath: files.privateKey, toPath: key)
        try FileManager.default.copyItem(atPath: files.certificate, toPath: certificate)
        return TLSFiles(privateKey: key, certificate: certificate, authority: files.authority)
    }

    /// A certificate that is good for servers only.
    func makeServerCertificate(_ name: String, _ authority: CertificateAuthority) throws {
        let key = try CertificateAuthority.newKey()
        let template = CertificateTemplate(
            commonName: name, alternativeNames: ["URI:urn:weft:host:kvm2"], usage: .server,
            validity: .days(1, from: Int64(Date().timeIntervalSince1970)))
        let files = pki.hostFiles(name)
        try PKIFile.replace(files.certificate, PEM.certificate(authority.sign(template, key: key)), isSecret: false)
        try PKIFile.replace(files.privateKey, PEM.key(key), isSecret: true)
    }

    /// Peers that Open vSwitch does not play: without a certificate, too old, with weak suites, in clear text.
    ///
    /// - Returns: how many.
    func expectOddPeers(sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
        let peers = [
            ("c.maximum_version = c.minimum_version = ssl.TLSVersion.TLSv1_1", "no TLS version from 1.2 up"),
            (
                "c.maximum_version = ssl.TLSVersion.TLSv1_2; c.set_ciphers('AES128-SHA:@SECLEVEL=0')",
                "no cipher suite that is strong enough"
            ),
            ("pass", "the peer presented no certificate"),
            ("raise SystemExit(s.sendall(b'{}') or s.recv(9))", "the peer speaks clear text where TLS is spoken"),
        ]
        for (preparation, reason) in peers {
            let script = """
                import socket, ssl, warnings
                warnings.simplefilter('ignore')
                s = socket.create_connection(('172.30.0.1', 6640))
                c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
                c.set_ciphers('DEFAULT:@SECLEVEL=0')
                \(preparation)
                t = c.wrap_socket(s)
                t.recv(9)
                """
            _ = try lab.exec(.host("kvm2"), ["python3", "-c", script])
            try eventually(reason) { try events("HostRefused").contains(reason) }
            #expect(log.contains(reason), "not in the log: \(reason)", sourceLocation: sourceLocation)
        }
        return peers.count
    }

    /// The serial of the certificate that `weftd` shows to whoever connects now.
    func shownSerial() throws -> String {
        let files = pki.hostFiles("kvm1")
        let script = """
            import socket, ssl
            c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            c.load_cert_chain('\(files.certificate)', '\(files.privateKey)')
            c.load_verify_locations('\(files.authority)')
            c.check_hostname = False
            print(c.wrap_socket(socket.create_connection(('172.30.0.1', 6653))).getpeercert()['serialNumber'])
            """
        return try output(.host("kvm1"), ["python3", "-c", script])
    }

    /// Flow and group changes that the controller counted since the host's switch connected.
    func modifications(_ host: String) throws -> Int64 {
        let hosts = try json("get", "hosts")["items"]?.array ?? []
        guard let count = hosts.first(where: { $0["name"]?.string == host })?["status"]?["modificationsSent"]?.integer
        else { throw ScenarioError("\(host) has no count of changes") }
        return count
    }
}
