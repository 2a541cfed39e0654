import Foundation
import Testing

@testable import TLS

@Suite("Change of authority") struct ReplacementTests {
    private let pki: TestPKI
    private let day = Validity.days(1, from: TestPKI.now)

    init() throws {
        pki = try TestPKI()
        for name in ["kvm1", "kvm2", "kvm3"] {
            try pki.authority.issue(.host(name: name), systemID: name, validity: day)
        }
    }

    private var directory: PKIDirectory { pki.directory }

    /// What a host has copied to itself, which stays when the directory changes.
    private func copy(_ name: String, to place: String) throws -> TLSFiles {
        let target = "\(directory.path)/copies/\(name)-\(place)"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let files = directory.hostFiles(name)
        for file in [files.privateKey, files.certificate, files.authority] {
            try FileManager.default.copyItem(atPath: file, toPath: "\(target)/\(URL(filePath: file).lastPathComponent)")
        }
        return PKIDirectory(target).files(name)
    }

    /// How a host and weftd, as it is after a reload, get on: nil when they do, on both sides.
    private func refusal(_ host: TLSFiles) throws -> TLSFailure.Cause? {
        let pipe = try Pipe(client: TLSContext(host), server: pki.controller)
        pipe.run()
        return pipe.client.isOpen && pipe.server.isOpen && pipe.client.end == nil && pipe.server.end == nil
            ? nil : pipe.server.cause ?? pipe.client.cause ?? .protocolError
    }

    private func replace(keepsFormer: Bool) throws -> CertificateAuthority {
        try CertificateAuthority.replace(in: directory, validity: day, keepsFormer: keepsFormer)
    }

    @Test("The documented change turns no host away at any step, revokes for both authorities, and ends the former one")
    func gapless() throws {
        let (first, second) = (try copy("kvm1", to: "old"), try copy("kvm2", to: "old"))
        let present = try replace(keepsFormer: true)
        // Whether weftd has read its files again or not, and whatever hosts have.
        #expect(try refusal(first) == nil)
        // 1. Hosts get both authorities' certificates.
        let third = try copy("kvm3", to: "both")
        #expect(try refusal(third) == nil && refusal(second) == nil)
        // 2. weftd shows a certificate of the new one: whoever has missed step 1 refuses it.
        try present.issue(.controller, validity: day, force: true)
        #expect(try refusal(third) == nil)
        #expect(try refusal(first) == .refusedByPeer || refusal(first) == .unknownAuthority)
        let bundled = try copy("kvm1", to: "both")
        #expect(try refusal(bundled) == nil)
        // 3. Hosts get new certificates, one after the other.
        for name in ["kvm2", "kvm4"] {
            try present.issue(.host(name: name), systemID: name, validity: day, force: true)
        }
        let (renewed, fresh) = (try copy("kvm2", to: "new"), try copy("kvm4", to: "new"))
        #expect(try refusal(renewed) == nil && refusal(fresh) == nil && refusal(bundled) == nil)
        // Revocation reaches both.
        #expect(try present.revoke("host/kvm3", now: 7).map(\.revokedAt) == [7])
        #expect(try refusal(third) == .revoked)
        #expect(try present.revoke("host/kvm4", now: 8).count == 1)
        #expect(try refusal(fresh) == .revoked)
        #expect(try refusal(renewed) == nil && refusal(bundled) == nil)
        // A host that was renewed can be revoked as a whole.
        #expect(try present.revoke("host/kvm2", now: 9).count == 2)
        #expect(try refusal(renewed) == .revoked)
        #expect(try present.subjectsLeftBehind(now: TestPKI.now) == [.host(name: "kvm1")])
        try present.issue(.host(name: "kvm1"), systemID: "kvm1", validity: day, force: true)
        #expect(try present.subjectsLeftBehind(now: TestPKI.now).isEmpty)
        // 4. The former authority is taken out.
        #expect(try present.dropFormer(now: TestPKI.now, isForced: false) == .dropped(1))
        #expect(try refusal(bundled) == .unknownAuthority)
        let last = try copy("kvm1", to: "last")
        #expect(try refusal(last) == nil)
        #expect(try refusal(fresh) == .revoked)
        #expect(try directory.formerAuthorities().isEmpty && PKIFile.names(in: directory.former).isEmpty)
        #expect(try present.dropFormer(now: TestPKI.now, isForced: false) == .dropped(0))
    }

    @Test("Both certificates may stand in either order: the authority is the one whose key is there")
    func order() throws {
        let present = try replace(keepsFormer: true)
        let both = try PEM.readCertificates(PKIFile.read(directory.authority), of: directory.authority)
        #expect(both.count == 2)
        try PKIFile.replace(
            directory.authority, PEM.certificate(both[1]) + PEM.certificate(both[0]), isSecret: false)
        let record = try CertificateAuthority(directory).issue(.host(name: "kvm9"), systemID: "kvm9", validity: day)
        #expect(try present.issued() == [record])
        #expect(try refusal(directory.hostFiles("kvm9")) == nil)
    }

    @Test(
        "Without keeping it the former authority is out at once; its list and register are kept, in case it comes back")
    func atOnce() throws {
        let host = try copy("kvm1", to: "old")
        let revoked = try copy("kvm2", to: "old")
        let former = try PKIFile.read(directory.authority)
        try pki.authority.revoke("host/kvm2", now: 5)
        let present = try replace(keepsFormer: false)
        try present.issue(.controller, validity: day, force: true)
        #expect(try refusal(host) == .refusedByPeer, "it knows the former authority alone")
        var (trusting, trustingToo) = (host, revoked)
        (trusting.authority, trustingToo.authority) = (directory.authority, directory.authority)
        #expect(try refusal(trusting) == .unknownAuthority)
        #expect(try present.issued().map(\.subject) == [.controller])
        #expect(try directory.formerAuthorities().first?.issued().map(\.revokedAt) == [nil, nil, 5, nil])
        // By hand, as documentation once said.
        try PKIFile.replace(directory.authority, PKIFile.read(directory.authority) + former, isSecret: false)
        #expect(try refusal(trusting) == nil)
        #expect(try refusal(trustingToo) == .revoked)
        try present.revoke("host/kvm1", now: 6)
        #expect(try refusal(trusting) == .revoked)
    }

    @Test(
        "Wherever a replacement fails, hosts are served, nothing of the register is lost, and it can be completed",
        arguments: ["change.new", "former", "crl.pem.new", "ca-cert.pem.new", "ca-key.pem.new", "issued.new"])
    func fails(at name: String) throws {
        let host = try copy("kvm1", to: "old")
        let before = try pki.authority.issued()
        let obstacle = "\(directory.path)/\(name)"
        // A file where a directory is wanted, and the other way round.
        if ["former", "change.new"].contains(name) {
            try Data().write(to: URL(filePath: obstacle))
        } else {
            try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
        }
        let error = #expect(throws: TLSError.self) { _ = try replace(keepsFormer: true) }
        #expect(error?.code == .unwritable || error?.code == .unreadable)
        #expect(try refusal(host) == nil)
        // Whoever works with the directory says what is in the way, rather than begin with a half of it.
        let again = #expect(throws: TLSError.self) { try pki.authority.revoke("host/kvm1", now: 2) }
        #expect(again == error)
        #expect(try refusal(host) == nil)
        try FileManager.default.removeItem(atPath: obstacle)
        let opened = try CertificateAuthority(directory)
        let kept = try directory.formerAuthorities().first?.issued()
        #expect(try kept ?? opened.issued() == before)
        let present = try replace(keepsFormer: true)
        #expect(try refusal(host) == nil)
        #expect(try present.issued().isEmpty)
        try present.revoke("host/kvm1", now: 3)
        #expect(try refusal(host) == .revoked)
    }

    @Test("Who has opened an authority works with the one that is in force when he has the lock")
    func stale() throws {
        let present = try replace(keepsFormer: false)
        // As another process that was opened before, and has waited for the lock.
        let record = try pki.authority.issue(.host(name: "kvm9"), systemID: "kvm9", validity: day)
        try pki.authority.issue(.controller, validity: day, force: true)
        #expect(try present.issued().map(\.subject) == [.host(name: "kvm9"), .controller])
        #expect(try refusal(directory.hostFiles("kvm9")) == nil)
        #expect(try pki.authority.revoke(record.serial, now: 4).map(\.serial) == [record.serial])
        #expect(try refusal(directory.hostFiles("kvm9")) == .revoked)
    }

    @Test("Lists of other authorities stay, though these have the same name, until their own makes a new one")
    func foreignLists() throws {
        let other = try TestPKI()
        var foreign: [TLSFiles] = []
        for name in ["kvm7", "kvm8"] {
            try other.authority.issue(.host(name: name), systemID: name, validity: day)
            foreign.append(other.directory.hostFiles(name))
            foreign[foreign.count - 1].authority = directory.authority
        }
        try other.authority.revoke("host/kvm7", now: 5)
        func append(_ file: KeyPath<PKIDirectory, String>) throws {
            let both = try PKIFile.read(directory[keyPath: file]) + PKIFile.read(other.directory[keyPath: file])
            try PKIFile.replace(directory[keyPath: file], both, isSecret: false)
        }
        try append(\.authority)
        try append(\.revocations)
        func expectForeign(_ lists: Int, _ step: Comment) throws {
            #expect(try refusal(foreign[0]) == .revoked, step)
            #expect(try refusal(foreign[1]) == nil, step)
            let read = try PEM.readRevocationLists(PKIFile.read(directory.revocations), of: directory.revocations)
            #expect(read.count == lists, step)
        }
        try expectForeign(2, "put there")
        let host = try copy("kvm1", to: "old")
        try pki.authority.revoke("host/kvm1", now: 6)
        try pki.authority.revoke("host/kvm2", now: 6)
        #expect(try refusal(host) == .revoked)
        try expectForeign(2, "after revoking")
        let present = try replace(keepsFormer: true)
        try expectForeign(3, "after a change of authority")
        try present.issue(.controller, validity: day, force: true)
        #expect(try present.dropFormer(now: TestPKI.now, isForced: true) == .dropped(1))
        try expectForeign(2, "after the former one was dropped")
        try FileManager.default.removeItem(atPath: directory.revocations)
        #expect(try present.restoreRevocations())
        #expect(try refusal(foreign[1]) == .noRevocationList, "nobody knows it any more")
    }

    @Test(
        "A file that makes no sense is named and changes nothing when something is revoked",
        arguments: ["issued", "former issued", "crl.pem"])
    func damaged(file: String) throws {
        let present = try replace(keepsFormer: true)
        try present.issue(.host(name: "kvm1"), systemID: "kvm1", validity: day, force: true)
        let former = try #require(try directory.formerAuthorities().first)
        let path =
            switch file {
            case "issued": directory.register
            case "former issued": former.register
            default: directory.revocations
            }
        var lines = String(decoding: try PKIFile.read(path), as: UTF8.self).split(separator: "\n").map(String.init)
        // An empty line counts as one.
        lines = [lines[0], "", "nonsense"] + lines.dropFirst()
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        let before = try contents()
        for name in ["host/kvm1", "host/kvm2"] {
            let error = #expect(throws: TLSError.self) { try present.revoke(name, now: 6) }
            let expected = file == "crl.pem" ? "\(path) is damaged" : "\(path):3: this line makes no sense"
            #expect(error?.code == .invalid && error?.message.hasPrefix(expected) == true, "\(error.debugDescription)")
            #expect(try contents() == before)
        }
        if file != "crl.pem" {
            let error = #expect(throws: TLSError.self) {
                _ = try present.dropFormer(now: TestPKI.now, isForced: false)
            }
            #expect(error?.message.hasPrefix("\(path):3:") == true)
            #expect(try contents() == before)
        }
    }

    /// Every file in the directory.
    private func contents() throws -> [String: Data] {
        let names = try #require(FileManager.default.subpaths(atPath: directory.path))
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                FileManager.default.contents(atPath: "\(directory.path)/\(name)").map { (name, $0) }
            })
    }

    @Test("A key that does not fit, or that is lost, cannot be kept, and can be replaced")
    func unusable() throws {
        try FileManager.default.removeItem(atPath: directory.authorityKey)
        let error = #expect(throws: TLSError.self) { _ = try replace(keepsFormer: true) }
        #expect(error?.code == .missing)
        let present = try replace(keepsFormer: false)
        try present.issue(.controller, validity: day, force: true)
        try present.issue(.host(name: "kvm1"), systemID: "kvm1", validity: day, force: true)
        #expect(try refusal(directory.hostFiles("kvm1")) == nil)
    }
}

extension PKIDirectory {
    /// Of a host that has its three files in one directory.
    fileprivate func files(_ name: String) -> TLSFiles {
        TLSFiles(
            privateKey: "\(path)/\(name)-key.pem", certificate: "\(path)/\(name)-cert.pem",
            authority: "\(path)/ca-cert.pem")
    }
}
