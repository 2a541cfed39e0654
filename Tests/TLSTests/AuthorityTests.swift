import Foundation
import Testing

@testable import TLS

@Suite("Certificate authority") struct AuthorityTests {
    private let pki: TestPKI

    init() throws { pki = try TestPKI() }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func code(_ body: () throws -> Void) -> TLSError.Code? {
        let error = #expect(throws: TLSError.self) { try body() }
        return error?.code
    }

    @Test("Keys are readable by their owner only")
    func modes() throws {
        _ = try pki.host("kvm1")
        let directory = pki.directory
        for key in [directory.authorityKey, directory.key(.controller), directory.hostFiles("kvm1").privateKey] {
            #expect(try mode(key) == 0o600)
        }
        #expect(try mode(directory.path + "/hosts") == 0o700)
        #expect(try mode(directory.authority) == 0o644)
        #expect(try pki.controller.warnings == [])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: directory.key(.controller))
        #expect(try pki.controller.warnings.count == 1)
    }

    @Test("Nothing that is there is replaced unasked")
    func noOverwrite() throws {
        _ = try pki.host("kvm1")
        let file = pki.directory.hostFiles("kvm1").privateKey
        let before = FileManager.default.contents(atPath: file)
        let again = code { try pki.authority.issue(.host(name: "kvm1"), systemID: "x", validity: .days(1, from: 0)) }
        #expect(again == .exists)
        let authority = code { _ = try CertificateAuthority.create(in: pki.directory, validity: .days(1, from: 0)) }
        #expect(authority == .exists)
        #expect(FileManager.default.contents(atPath: file) == before)
        #expect(try pki.authority.issued().count == 2)
        // The certificate alone may be what is left; it is not lost either.
        try FileManager.default.removeItem(atPath: file)
        let half = code { try pki.authority.issue(.host(name: "kvm1"), systemID: "x", validity: .days(1, from: 0)) }
        #expect(half == .exists)
        try pki.authority.issue(
            .host(name: "kvm1"), systemID: "kvm1", validity: .days(1, from: TestPKI.now), force: true)
        #expect(try pki.authority.issued().map(\.subject.description) == ["weftd", "host/kvm1", "host/kvm1"])
        _ = try TLSContext(pki.directory.hostFiles("kvm1"))
    }

    @Test("Revoking by name takes every certificate of it, and by serial one")
    func revoke() throws {
        let day = Validity.days(1, from: TestPKI.now)
        let first = try pki.authority.issue(.host(name: "kvm1"), systemID: "kvm1", validity: day)
        let second = try pki.authority.issue(.host(name: "kvm1"), systemID: "kvm1", validity: day, force: true)
        try pki.authority.issue(.host(name: "kvm2"), systemID: "kvm2", validity: day)
        #expect(try pki.authority.revoke(first.serial.lowercased(), now: 7).map(\.serial) == [first.serial])
        #expect(try pki.authority.revoke("host/kvm1", now: 8).map(\.serial) == [second.serial])
        #expect(try pki.authority.revoke("host/kvm1", now: 9).isEmpty)
        #expect(try pki.authority.issued().map(\.revokedAt) == [nil, 7, 8, nil])
        let unknown = code { try pki.authority.revoke("host/kvm9", now: 9) }
        #expect(unknown == .notFound)
    }

    @Test("No certificate outlives its authority")
    func limited() throws {
        let record = try pki.authority.issue(
            .host(name: "kvm1"), systemID: "kvm1", validity: .days(36_500, from: TestPKI.now))
        #expect(record.notAfter == pki.authority.notAfter)
    }

    @Test(
        "Names that lead elsewhere are refused",
        arguments: ["", "../x", "a/b", ".hidden", "-x", "ä", "a b", String(repeating: "x", count: 65)])
    func badNames(name: String) throws {
        let host = code { try pki.authority.issue(.host(name: name), systemID: "x", validity: .days(1, from: 0)) }
        let client = code { try pki.authority.issue(.client(name: name), validity: .days(1, from: 0)) }
        #expect(host == .invalid && client == .invalid)
    }

    @Test(
        "Addresses of weftd are addresses or names",
        arguments: [
            ("192.0.2.1,URI:urn:weft:host:x", false), ("weft.example", true), ("2001:db8::1", true), ("a b", false),
            ("", false),
        ])
    func addresses(text: String, isFine: Bool) throws {
        if isFine {
            try pki.authority.issue(.controller, addresses: [text], validity: .days(1, from: TestPKI.now), force: true)
            #expect(try pki.controller.identity.uris == ["urn:weft:controller"])
        } else {
            let refusal = code {
                try pki.authority.issue(.controller, addresses: [text], validity: .days(1, from: 0), force: true)
            }
            #expect(refusal == .invalid)
        }
    }

    @Test("A damaged register or authority is said, not guessed at")
    func damaged() throws {
        try Data("nonsense\n".utf8).write(to: URL(filePath: pki.directory.register))
        let register = code { try pki.authority.revoke("host/kvm1", now: 1) }
        #expect(register == .invalid)
        try Data("nonsense\n".utf8).write(to: URL(filePath: pki.directory.authorityKey))
        let key = code { _ = try CertificateAuthority(pki.directory) }
        #expect(key == .invalid)
        let other = try TestPKI()
        try FileManager.default.removeItem(atPath: pki.directory.authorityKey)
        try FileManager.default.copyItem(atPath: other.directory.authorityKey, toPath: pki.directory.authorityKey)
        let foreign = code { _ = try CertificateAuthority(pki.directory) }
        #expect(foreign == .invalid)
        let absent = code { _ = try CertificateAuthority(PKIDirectory("/nonexistent")) }
        #expect(absent == .missing)
    }
}

@Suite("Credentials") struct CredentialsTests {
    @Test("A broken file keeps what was in force; a good one replaces it")
    func reload() throws {
        let pki = try TestPKI()
        let credentials = TLSCredentials(pki.directory.controllerFiles)
        let first = try credentials.context().identity.serial
        let key = pki.directory.key(.controller)
        let good = try #require(FileManager.default.contents(atPath: key))
        for broken in ["", "nonsense", String(decoding: good.prefix(120), as: UTF8.self)] {
            try Data(broken.utf8).write(to: URL(filePath: key))
            let error = #expect(throws: TLSError.self) { try credentials.reload() }
            #expect(error?.message.contains(key) == true)
            #expect(try credentials.context().identity.serial == first)
        }
        try FileManager.default.removeItem(atPath: key)
        let missing = #expect(throws: TLSError.self) { try credentials.reload() }
        #expect(missing?.code == .missing)
        try pki.authority.issue(.controller, validity: .days(30, from: TestPKI.now), force: true)
        #expect(try credentials.reload().identity.serial != first)
        #expect(try credentials.context().identity.serial != first)
    }

    @Test("What cannot be used is named, and what may be missing may be missing")
    func files() throws {
        let pki = try TestPKI()
        var files = pki.directory.controllerFiles
        try FileManager.default.removeItem(atPath: pki.directory.revocations)
        let list = #expect(throws: TLSError.self) { _ = try TLSContext(files) }
        #expect(list?.code == .missing && list?.hint?.contains("--crl none") == true)
        files.isListOptional = true
        _ = try TLSContext(files)
        files.certificate = pki.directory.authority
        let mismatch = #expect(throws: TLSError.self) { _ = try TLSContext(files) }
        #expect(mismatch?.code == .invalid)
        try Data("nonsense".utf8).write(to: URL(filePath: pki.directory.revocations))
        files = pki.directory.controllerFiles
        let nonsense = #expect(throws: TLSError.self) { _ = try TLSContext(files) }
        #expect(nonsense?.message.contains("crl.pem") == true)
    }

    @Test("A key with a passphrase is refused, and nobody is asked for it")
    func passphrase() throws {
        let pki = try TestPKI()
        let file = pki.directory.key(.controller)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") else { return }
        process.arguments = ["ec", "-in", file, "-aes256", "-passout", "pass:secret", "-out", file + ".locked"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        var files = pki.directory.controllerFiles
        files.privateKey += ".locked"
        let error = #expect(throws: TLSError.self) { _ = try TLSContext(files) }
        #expect(error?.message.contains("without passphrase") == true)
    }
}
