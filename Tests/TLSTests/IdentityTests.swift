import Testing

@testable import TLS

@Suite("Identities") struct IdentityTests {
    @Test(
        "A system-id survives its certificate, whatever stands in it",
        arguments: [
            "kvm1", "6f6cf9d6-9e6a-4f4e-8b4e-3d3f5b7a9c11", "a,DNS:evil", "a:b/c%d", "Zürich 7", "x\u{7f}y", "~",
        ])
    func names(systemID: String) throws {
        let name = CertificateName.host(systemID: systemID)
        #expect(CertificateName(uri: name.uri) == name)
        let allowed = name.uri.utf8.allSatisfy { $0 < 0x7f && $0 > 0x20 && $0 != UInt8(ascii: ",") }
        #expect(allowed)
        let pki = try TestPKI()
        try pki.authority.issue(.host(name: "h"), systemID: systemID, validity: .days(1, from: TestPKI.now))
        let identity = try TLSContext(pki.directory.hostFiles("h")).identity
        #expect(identity.systemIDs == [systemID])
        #expect(identity.commonName == "h" && identity.dnsNames.isEmpty)
    }

    @Test(
        "Only the one form of a name is read",
        arguments: [
            "urn:weft:", "urn:weft:host", "urn:weft:host:", "urn:weft:host:%6bvm1", "urn:weft:host:a%2",
            "urn:weft:hosts:a",
            "urn:weft:controller:x", "URN:weft:host:a", "urn:weft:host:a%2c", "urn:weft:host:%FF", "http://kvm1",
        ])
    func otherForms(uri: String) { #expect(CertificateName(uri: uri) == nil) }

    @Test("Certificates of weftd and of clients speak for no host, whatever their common names")
    func noHost() throws {
        let pki = try TestPKI()
        #expect(try pki.controller.identity.systemIDs == [])
        try pki.authority.issue(.client(name: "kvm1"), validity: .days(1, from: TestPKI.now))
        let subject = CertificateSubject.client(name: "kvm1")
        let files = TLSFiles(
            privateKey: pki.directory.key(subject), certificate: pki.directory.certificate(subject),
            authority: pki.directory.authority)
        let identity = try TLSContext(files).identity
        #expect(identity.commonName == "kvm1" && identity.uris == ["urn:weft:client:kvm1"])
        #expect(identity.systemIDs == [])
        #expect(PeerIdentity(uris: ["urn:weft:nonsense"], serial: "1", fingerprint: "", notAfter: 0).systemIDs == [])
    }

    @Test("A certificate of another authority names its host as common name or DNS name")
    func foreign() throws {
        let identity = try TestPKI().context("kvm7", usage: .both).identity
        #expect(identity.systemIDs == ["kvm7"])
        #expect(identity.description.hasPrefix("CN kvm7, serial "))
        #expect(identity.fingerprint.count == 64 && identity.serial.count == 32)
        #expect(abs(identity.notAfter - TestPKI.now - 30 * 86_400) < 60)
    }
}
