import Foundation
import TLS
import Testing

@testable import WeftCLI

@Suite("weft pki") struct PKITests {
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    private var pki: PKIDirectory { PKIDirectory(directory.path + "/pki") }
    private var environment: [String: String] { ["WEFT_PKI": pki.path] }

    @Test("From nothing to a host's certificate, with what to type there")
    func host() throws {
        defer { directory.remove() }
        let before = Run("pki", "host", "kvm1", "--system-id", "s1", environment: environment)
        #expect(before.status == 5)
        #expect(before.errors.contains("hint: make one with `weft pki init`"))
        #expect(Run("pki", "init", "--address", "192.0.2.1", environment: environment).status == 0)
        let run = Run(
            "pki", "host", "kvm1", "--system-id", "\"6f6c-1\"", "--controller", "2001:db8::1", "--days", "10",
            environment: environment)
        #expect(run.status == 0)
        let serial = try #require(CertificateAuthority(pki).issued().first { $0.systemID == "6f6c-1" }?.serial)
        let pair = "/etc/openvswitch/kvm1-\(serial.prefix(8).lowercased())"
        #expect(
            run.output.contains(
                """
                  ovs-vsctl set-ssl \(pair)-key.pem \(pair)-cert.pem /etc/openvswitch/ca-cert.pem
                  ovs-vsctl set-manager ssl:[2001:db8::1]:6640

                """))
        #expect(run.output.contains("\(pki.hostFiles("kvm1").privateKey)  to \(pair)-key.pem\n"))
        #expect(!run.output.contains("pssl:") && run.output.contains("make the certificate with --dialled"))
        let dialled = Run("pki", "host", "kvm2", "--system-id", "s2", "--dialled", environment: environment)
        #expect(dialled.status == 0 && dialled.output.contains("\n  ovs-vsctl set-manager pssl:6640\n"))
        #expect(!dialled.output.contains("ovs-vsctl set-manager ssl:"))
        #expect(try TLSContext(pki.hostFiles("kvm1")).warnings.contains { $0.contains("is not for servers") })
        #expect(try TLSContext(pki.hostFiles("kvm2")).warnings.isEmpty)
        let identity = try TLSContext(pki.hostFiles("kvm1")).identity
        #expect(identity.systemIDs == ["6f6c-1"])
        let days = Double(identity.notAfter) / 86_400 - Date().timeIntervalSince1970 / 86_400
        #expect((9.9...10.1).contains(days))
        _ = try TLSContext(pki.controllerFiles)
        let list = Run("pki", "list", environment: environment).output.split(separator: "\n").map {
            $0.split(separator: " ")
        }
        #expect(list.map { $0[0] } == ["CERTIFICATE", "weftd", "host/kvm1", "host/kvm2"])
        #expect(list[2][1] == "6f6c-1" && list[2][3] == "Valid")
    }

    @Test("Nothing is replaced unasked, and mistakes have hints")
    func refused() throws {
        defer { directory.remove() }
        #expect(Run("pki", "init", environment: environment).status == 0)
        let key = try Data(contentsOf: URL(filePath: pki.authorityKey))
        #expect(Run("pki", "host", "kvm1", environment: environment).status == 2)
        #expect(Run("pki", "host", "../kvm1", "--system-id", "x", environment: environment).status == 2)
        #expect(Run("pki", "host", "kvm1", "--system-id", "x", "--days", "0", environment: environment).status == 2)
        #expect(Run("pki", "revoke", "host/kvm1", environment: environment).status == 5)
        #expect(Run("pki", environment: environment).status == 2)
        #expect(Run("pki", "host", "kvm1", "--system-id", "x", environment: environment).status == 0)
        #expect(Run("pki", "host", "kvm1", "--system-id", "x", environment: environment).status == 4)
        #expect(Run("pki", "host", "kvm1", "--system-id", "x", "--force", environment: environment).status == 0)
        let before = try TLSContext(pki.controllerFiles).identity.serial
        #expect(Run("pki", "init", "--force", environment: environment).status == 0)
        #expect(try TLSContext(pki.controllerFiles).identity.serial != before)
        #expect(try Data(contentsOf: URL(filePath: pki.authorityKey)) == key)
        #expect(Run("pki", "init", "--replace-ca", environment: environment).status == 0)
        #expect(try Data(contentsOf: URL(filePath: pki.authorityKey)) != key)
        #expect(try CertificateAuthority(pki).issued().map(\.subject) == [.controller])
    }

    @Test("init again makes what is missing, says when nothing is, and what has to be made anew")
    func again() throws {
        defer { directory.remove() }
        func `init`(_ words: String...) -> Run {
            Run(arguments: ["pki", "init"] + words, environment: environment)
        }
        #expect(`init`("--address", "192.0.2.1", "--address", "weft.example").status == 0)
        func contents() throws -> [Data] {
            try [pki.authorityKey, pki.authority, pki.revocations, pki.key(.controller), pki.certificate(.controller)]
                .map { try Data(contentsOf: URL(filePath: $0)) }
        }
        let before = try contents()
        for words in [[], ["--address", "192.0.2.1"], ["--address", "weft.example"]] {
            let run = Run(arguments: ["pki", "init"] + words, environment: environment)
            #expect(run.status == 0 && run.output.contains("are there already: nothing was made"), "\(run.errors)")
        }
        let other = `init`("--address", "192.0.2.2")
        #expect(other.status == 4 && other.errors.contains("does not name 192.0.2.2"))
        #expect(other.errors.contains("hint: `weft pki init --force`"))
        #expect(try contents() == before)
        try FileManager.default.removeItem(atPath: pki.revocations)
        #expect(`init`().output.contains("Made the revocation list again"))
        _ = try TLSContext(pki.controllerFiles)
        try FileManager.default.removeItem(atPath: pki.key(.controller))
        let half = `init`()
        #expect(half.status == 4 && half.errors.contains("is not whole"))
        try FileManager.default.removeItem(atPath: pki.certificate(.controller))
        #expect(`init`().output.contains("Made weftd's certificate"))
        _ = try TLSContext(pki.controllerFiles)
    }

    @Test("A change of authority, with what to do next, and nobody left behind unasked")
    func change() throws {
        defer { directory.remove() }
        #expect(Run("pki", "init", environment: environment).status == 0)
        #expect(Run("pki", "init", "--keep-former", environment: environment).status == 2)
        #expect(Run("pki", "init", "--replace-ca", "--drop-former", environment: environment).status == 2)
        #expect(Run("pki", "host", "kvm1", "--system-id", "kvm1", environment: environment).status == 0)
        let before = try TLSContext(pki.controllerFiles).identity
        let begin = Run("pki", "init", "--replace-ca", "--keep-former", environment: environment)
        #expect(begin.status == 0 && begin.output.contains("1. Copy "), "\(begin.errors)")
        #expect(try TLSContext(pki.controllerFiles).identity == before, "hosts know no other yet")
        #expect(Run("pki", "list", environment: environment).output.split(separator: "Former").count == 3)
        let early = Run("pki", "init", "--drop-former", environment: environment)
        #expect(early.status == 4 && early.errors.contains("error: left-behind: host/kvm1, weftd would be refused"))
        #expect(Run("pki", "init", "--force", environment: environment).status == 0)
        #expect(Run("pki", "host", "kvm1", "--system-id", "kvm1", "--force", environment: environment).status == 0)
        let end = Run("pki", "init", "--drop-former", environment: environment)
        #expect(end.status == 0 && end.output.hasPrefix("The former authority is accepted no longer"))
        #expect(!Run("pki", "list", environment: environment).output.contains("Former"))
        let over = Run("pki", "init", "--drop-former", environment: environment)
        #expect(over.status == 0 && over.output == "There is no former authority\n")
    }

    /// A change that was decided, and then the process was killed.
    private func interruptChange(_ words: String...) throws {
        // Where the new authority's lists are about to be written there is something else.
        let obstacle = pki.revocations + ".new"
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
        let run = Run(arguments: ["pki", "init", "--replace-ca"] + words, environment: environment)
        #expect(run.status != 0 && run.errors.contains("crl.pem.new"), "\(run.errors)")
        try FileManager.default.removeItem(atPath: obstacle)
        #expect(pki.isChangePending)
    }

    @Test(
        "A change of authority that was interrupted is completed by the next command, which says so, and no host is cut off"
    )
    func interrupted() throws {
        defer { directory.remove() }
        let complete = "A change of authority that was interrupted is complete now\n"
        #expect(Run("pki", "init", environment: environment).status == 0)
        #expect(Run("pki", "host", "kvm1", "--system-id", "kvm1", environment: environment).status == 0)
        try interruptChange("--keep-former")
        let forced = Run("pki", "init", "--drop-former", "--force", environment: environment)
        #expect(forced.status == 4 && forced.output == complete)
        #expect(forced.errors.contains("error: interrupted: ") && forced.errors.contains("nothing was dropped"))
        #expect(try pki.acceptsFormer() && pki.formerAuthorities().count == 1)
        #expect(Run("pki", "list", environment: environment).output.split(separator: "Former").count == 3)

        try interruptChange("--keep-former")
        let again = Run("pki", "init", "--replace-ca", "--keep-former", environment: environment)
        #expect(again.status == 0 && again.output.hasPrefix(complete) && again.output.contains("1. Copy "))
        #expect(try pki.formerAuthorities().count == 2, "it is the change that was wanted, and not another one")

        try interruptChange()
        let list = Run("pki", "list", environment: environment)
        #expect(list.status == 0 && list.output.hasPrefix(complete))
        #expect(try !pki.acceptsFormer() && pki.formerAuthorities().count == 3)
    }

    @Test("Revoking says what it did and who has to hear of it")
    func revoke() throws {
        defer { directory.remove() }
        #expect(Run("pki", "init", "-q", environment: environment).output.isEmpty)
        #expect(Run("pki", "client", "ada", environment: environment).status == 0)
        let list = try Data(contentsOf: URL(filePath: pki.revocations))
        let run = Run("pki", "revoke", "client/ada", environment: environment)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("Revoked client/ada, serial "))
        #expect(run.output.contains("kill -HUP"))
        #expect(try Data(contentsOf: URL(filePath: pki.revocations)) != list)
        #expect(Run("pki", "revoke", "client/ada", environment: environment).output.hasPrefix("Nothing to revoke"))
        #expect(Run("pki", "list", environment: environment).output.contains("Revoked"))
    }
}
