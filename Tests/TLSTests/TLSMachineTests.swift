import Foundation
import Testing

@testable import TLS

/// TLS versions as they stand on the wire.
private let oldTLS: Int32 = 0x0302
private let tls12: Int32 = 0x0303
private let tls13: Int32 = 0x0304

@Suite("TLS machine") struct TLSMachineTests {
    private let pki: TestPKI

    init() throws { pki = try TestPKI() }

    @Test(
        "Two sides come together and exchange plaintext, whatever the pieces that arrive",
        arguments: [tls12, tls13], [1, 7, 1000, 65_536])
    func handshake(version: Int32, pieces: Int) throws {
        let host = try pki.host("kvm1")
        host.restrict(to: version...version)
        let pipe = try Pipe(client: host, server: pki.controller)
        pipe.run(pieces: pieces)
        #expect(pipe.client.isOpen && pipe.server.isOpen)
        #expect(pipe.server.version == (version == tls12 ? "TLSv1.2" : "TLSv1.3"))
        #expect(pipe.server.peer?.systemIDs == ["kvm1"])
        #expect(pipe.client.peer?.uris == ["urn:weft:controller"])
        let request = [UInt8]("from the host".utf8)
        // More than a record, and more than one delivery.
        let answer = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        pipe.client.seal(request)
        pipe.server.seal(answer)
        pipe.run(pieces: pieces)
        #expect(pipe.readByServer == request)
        #expect(pipe.readByClient == answer)
        pipe.client.close()
        pipe.run(pieces: pieces)
        #expect(pipe.server.end == .closed && pipe.client.end == .closed)
    }

    @Test("Without a limit TLS 1.3 is spoken")
    func newest() throws {
        let pipe = try Pipe(client: pki.host("kvm1"), server: pki.controller)
        pipe.run()
        #expect(pipe.server.version == "TLSv1.3")
    }

    @Test("Plaintext comes in pieces of 64 KiB at the most")
    func pieces() throws {
        let pipe = try Pipe(client: pki.host("kvm1"), server: pki.controller)
        pipe.run()
        pipe.client.seal([UInt8](repeating: 5, count: 1 << 20))
        let ciphertext = pipe.client.takeOutput()
        var total = 0
        for piece in ciphertext.pieces(65_536) {
            let plaintexts = piece.withUnsafeBytes { pipe.server.receive($0) }
            #expect(plaintexts.allSatisfy { (1...65_536).contains($0.count) })
            total += plaintexts.reduce(0) { $0 + $1.count }
        }
        #expect(total == 1 << 20)
    }

    // MARK: Certificates that do not pass

    private func expectRefused(
        _ client: TLSContext, by server: TLSContext? = nil, _ cause: TLSFailure.Cause, _ words: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let pipe = try Pipe(client: client, server: server ?? pki.controller)
        pipe.run()
        #expect(pipe.server.cause == cause, sourceLocation: location)
        #expect(!pipe.server.isOpen && pipe.readByServer.isEmpty, sourceLocation: location)
        let text = if case .failed(let failure)? = pipe.server.end { failure.description } else { "" }
        #expect(text.contains(words), "\(text)", sourceLocation: location)
        // The peer is told, so that its log says why.
        #expect([.refusedByPeer, .versionTooOld].contains(pipe.client.cause), sourceLocation: location)
    }

    @Test("A certificate that has expired is refused, and named")
    func expired() throws {
        let day = Int64(86_400)
        let validity = Validity(notBefore: TestPKI.now - 2 * day, notAfter: TestPKI.now - day)
        try expectRefused(pki.host("old", validity: validity), .expired, "has expired (CN old, serial ")
    }

    @Test("A certificate whose time has not come is refused")
    func notYetValid() throws {
        let validity = Validity(notBefore: TestPKI.now + 86_400, notAfter: TestPKI.now + 2 * 86_400)
        try expectRefused(pki.host("young", validity: validity), .notYetValid, "not valid yet")
    }

    @Test("A certificate of another authority is refused, though it has the same name")
    func otherAuthority() throws {
        let other = try TestPKI()
        try expectRefused(
            other.host("kvm1", trusting: pki), .unknownAuthority, "not signed by our certificate authority")
        try expectRefused(TestPKI(name: "Elsewhere").host("kvm1", trusting: pki), .unknownAuthority, "(CN kvm1")
    }

    @Test("A revoked certificate is refused, and others are not")
    func revoked() throws {
        let host = try pki.host("kvm1")
        try pki.authority.revoke("host/kvm1", now: TestPKI.now)
        try expectRefused(host, .revoked, "is revoked (CN kvm1")
        let pipe = try Pipe(client: pki.host("kvm2"), server: pki.controller)
        pipe.run()
        #expect(pipe.server.isOpen)
    }

    @Test("A certificate for another purpose is refused, on either side")
    func wrongPurpose() throws {
        try expectRefused(pki.context("server-only", usage: .server), .wrongPurpose, "not for this purpose")
        let pipe = try Pipe(client: pki.host("kvm1"), server: pki.context("client-only", usage: .client))
        pipe.run()
        #expect(pipe.client.cause == .wrongPurpose)
        #expect(pipe.server.cause == .refusedByPeer)
    }

    @Test("A host's certificate is not for listening, unless the host is to be dialled; weftd's is for both")
    func hostsPurpose() throws {
        let thief = try Pipe(client: pki.host("kvm1"), server: pki.host("kvm2"))
        thief.run()
        #expect(thief.client.cause == .wrongPurpose && !thief.client.isOpen)
        try pki.authority.issue(
            .host(name: "kvm3"), systemID: "kvm3", isDialled: true, validity: .days(1, from: TestPKI.now))
        let dialled = try Pipe(client: pki.controller, server: pki.host("kvm3"))
        dialled.run()
        #expect(dialled.client.isOpen && dialled.server.isOpen)
        let dialling = try Pipe(client: pki.host("kvm3"), server: pki.controller)
        dialling.run()
        #expect(dialling.client.isOpen && dialling.server.isOpen)
        let warnings = try [CertificateTemplate.Usage.client, .server, .both].map { usage in
            try pki.context("weftd-\(usage)", usage: usage).warnings.map { $0.split(separator: " is not for ").last }
        }
        #expect(
            warnings == [
                ["servers: hosts that dial refuse it"], ["clients: hosts that are dialled refuse it"], [],
            ])
    }

    @Test("A peer without a certificate is refused", arguments: [tls12, tls13])
    func noCertificate(version: Int32) throws {
        try expectRefused(TLSContext(bareWithVersions: version...version), .noCertificate, "presented no certificate")
    }

    @Test("A peer that is too old is refused, and so is one without strong suites")
    func tooOld() throws {
        try expectRefused(TLSContext(bareWithVersions: oldTLS...oldTLS), .versionTooOld, "no TLS version from 1.2 up")
        let server = try pki.controller
        let weak = TLSContext(bareWithVersions: tls12...tls12)
        #expect(weak.use(suites: "AES128-SHA"))
        try expectRefused(weak, by: server, .noCommonSuite, "no cipher suite")
    }

    @Test("Whoever dials checks too: a server of another authority, or one whose time is over")
    func client() throws {
        let strange = try Pipe(client: pki.host("kvm1"), server: TestPKI().controller)
        strange.run()
        #expect(strange.client.cause == .unknownAuthority)
        let validity = Validity(notBefore: TestPKI.now - 7200, notAfter: TestPKI.now - 3600)
        try pki.authority.issue(.host(name: "late"), systemID: "late", isDialled: true, validity: validity)
        let late = try Pipe(client: pki.controller, server: pki.host("late"))
        late.run()
        #expect(late.client.cause == .expired)
    }

    // MARK: Peers that do not speak TLS, or stop

    @Test(
        "Clear text is recognised by its first byte",
        arguments: [
            [UInt8](#"{"method":"echo","params":[],"id":"echo"}"#.utf8), [6, 0, 0, 8, 0, 0, 0, 1], [4, 0, 0, 8],
            [UInt8]("GET / HTTP/1.1\r\n\r\n".utf8), [0], [0xff],
        ])
    func clearText(bytes: [UInt8]) throws {
        for role in [TLSMachine.Role.server, .client] {
            let machine = try TLSMachine(role, pki.controller)
            #expect(machine.receive(bytes).isEmpty)
            #expect(machine.cause == .plaintext)
        }
    }

    @Test("The hello of SSL 2 is too old")
    func ssl2() throws {
        let machine = try TLSMachine(.server, pki.controller)
        _ = machine.receive([0x80, 0x2e, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10])
        #expect(machine.cause == .versionTooOld)
    }

    @Test("A peer that breaks off in the handshake is told from one that never began")
    func brokenOff() throws {
        let silent = try TLSMachine(.server, pki.controller)
        silent.receiveEnd()
        #expect(silent.end == .closed)
        let client = try TLSMachine(.client, pki.host("kvm1"))
        let broken = try TLSMachine(.server, pki.controller)
        _ = broken.receive(Array(client.takeOutput().prefix(50)))
        broken.receiveEnd()
        #expect(broken.cause == .brokenOff)
    }

    @Test("A handshake that does not end is given up, with no more taken than the limit")
    func endless() throws {
        // Fragments of a ClientHello that says it is 16 MiB long; then warnings without end.
        let fragments = [22, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff] + [UInt8](repeating: 0, count: 16_380)
        let warnings = Array([[UInt8]](repeating: [21, 3, 3, 0, 2, 1, 90], count: 2000).joined())
        for flood in [fragments, warnings] {
            let machine = try TLSMachine(.server, pki.controller)
            var taken = 0
            while machine.end == nil, taken < 4 * TLSMachine.handshakeLimit {
                _ = machine.receive(flood)
                taken += flood.count
            }
            #expect(machine.end != nil)
            #expect(taken <= TLSMachine.handshakeLimit + flood.count)
        }
    }

    @Test("A peer that asks for new keys again and again is sent away; now and then it may, and so may a busy one")
    func keyUpdates() throws {
        let pipe = try Pipe(client: pki.host("kvm1"), server: pki.controller)
        pipe.run()
        for number in 0..<TLSMachine.keyUpdateLimit {
            pipe.client.updateKeys()
            pipe.client.seal([UInt8(number)])
            pipe.run()
        }
        #expect(pipe.readByServer.count == TLSMachine.keyUpdateLimit && pipe.server.end == nil)
        pipe.client.seal([UInt8](repeating: 1, count: 2 << 20))
        pipe.client.updateKeys()
        pipe.run()
        #expect(pipe.server.end == nil)
        for _ in 0..<10 where pipe.server.end == nil {
            pipe.client.updateKeys()
            pipe.run()
        }
        #expect(pipe.server.cause == .protocolError)
        let text = if case .failed(let failure)? = pipe.server.end { failure.description } else { "" }
        #expect(text.contains("new keys again and again"))
    }

    @Test("Nobody renegotiates: a client that wants to in TLS 1.2 gets no second handshake")
    func renegotiation() throws {
        let host = try pki.host("kvm1")
        host.restrict(to: tls12...tls12)
        let pipe = try Pipe(client: host, server: pki.controller)
        pipe.run()
        #expect(pipe.client.isOpen && pipe.server.isOpen)
        #expect(!pipe.client.renegotiate())
        pipe.client.seal([1])
        pipe.run()
        #expect(pipe.readByServer == [1] && pipe.server.end == nil)
    }

    @Test("Changed bytes end the connection and never reach the reader as something else")
    func corruption() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let pipe = try Pipe(client: pki.host("kvm1"), server: pki.controller)
            pipe.run()
            let secret = [UInt8]("what the host said".utf8)
            pipe.client.seal(secret)
            var ciphertext = pipe.client.takeOutput()
            let place = Int.random(in: 0..<ciphertext.count, using: &generator)
            ciphertext[place] ^= UInt8.random(in: 1...255, using: &generator)
            let read = pipe.server.receive(ciphertext)
            pipe.server.receiveEnd()
            #expect(read.isEmpty, "byte \(place) of \(ciphertext)")
            #expect(pipe.server.end != nil)
        }
    }

    @Test("Garbage in a handshake is an error, never a crash")
    func garbage() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let client = try TLSMachine(.client, pki.host("kvm1"))
            let server = try TLSMachine(.server, pki.controller)
            var hello = client.takeOutput()
            // Behind the head of the record, whose version nobody looks at.
            let places = Set(
                (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                    Int.random(in: 5..<hello.count, using: &generator)
                })
            for place in places { hello[place] ^= .random(in: 1...255, using: &generator) }
            _ = server.receive(hello)
            _ = client.receive(server.takeOutput())
            _ = server.receive(client.takeOutput())
            #expect(!server.isOpen)
        }
    }

    @Test("On a connection that stands it is noticed what would be refused now, on the side of either role")
    func judgedAnew() throws {
        // Dialled: the host is the server.
        let host = try pki.context("kvm2", usage: .both)
        for pipe in [
            try Pipe(client: pki.host("kvm1"), server: pki.controller), try Pipe(client: pki.controller, server: host),
        ] {
            pipe.run()
            let ours = pipe.server.peer?.commonName == "kvm1" ? pipe.server : pipe.client
            #expect(try ours.refusal(by: pki.controller) == nil)
            let stranger = try #require(try ours.refusal(by: TestPKI().controller))
            #expect(stranger.cause == .unknownAuthority && stranger.identity == ours.peer)
            #expect(stranger.description.contains("that authority is accepted no longer (CN kvm"))
        }
        let pipe = try Pipe(client: pki.host("kvm1"), server: pki.controller)
        pipe.run()
        try pki.authority.revoke("host/kvm1", now: TestPKI.now)
        #expect(try pipe.server.refusal(by: pki.controller)?.cause == .revoked)
        pipe.client.seal([1, 2, 3])
        pipe.run()
        #expect(pipe.readByServer == [1, 2, 3], "to end it is another's business")
    }

    @Test("A certificate that has run out since is noticed on a connection that stands")
    func expiredLater() throws {
        let end = TestPKI.now + 2
        let host = try pki.host("kvm1", validity: Validity(notBefore: end - 3600, notAfter: end))
        let pipe = try Pipe(client: host, server: pki.controller)
        pipe.run()
        #expect(pipe.server.isOpen)
        while TestPKI.now <= end { usleep(50_000) }
        #expect(try pipe.server.refusal(by: pki.controller)?.cause == .expired)
    }

    @Test("Nothing of what is said is on the wire in clear text")
    func secrecy() throws {
        let pipe = try Pipe(client: pki.host("kvm1"), server: pki.controller)
        pipe.run()
        let secret = [UInt8]("a sentence that nobody else should read".utf8)
        pipe.client.seal(secret)
        pipe.server.seal(secret)
        pipe.run()
        #expect(pipe.readByServer == secret && pipe.readByClient == secret)
        #expect(pipe.wire.firstRange(of: secret) == nil)
        // In TLS 1.3 the certificate is not either.
        #expect(pipe.wire.firstRange(of: Array("urn:weft".utf8)) == nil)
    }
}
