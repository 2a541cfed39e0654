import COpenSSL

/// One side of a TLS connection, without input and output: ciphertext in, plaintext out, and the other way round.
///
///     let machine = try TLSMachine(.server, context)
///     let plaintext = machine.receive(bytes)      // what the socket gave
///     socket.write(machine.takeOutput())          // handshake, alerts, what was sealed
///     if let end = machine.end { … }
///
/// It holds at most one record of each direction, and no more than `handshakeLimit` bytes are taken before the handshake
/// is over. It knows no time: the deadline of the handshake is its owner's. Used by one thread at a time.
public final class TLSMachine {
    public enum Role: Sendable { case server, client }

    public enum End: Hashable, Sendable {
        /// The peer ended the connection in an orderly way.
        case closed
        case failed(TLSFailure)
    }

    /// Bytes that a peer may send before its handshake is over.
    public static let handshakeLimit = 128 << 10

    /// Key updates (RFC 8446 section 4.6.3) that a peer has free; further ones for each MiB that it sends. OpenSSL bounds
    /// other records that hold nothing, but not these, and each costs as much as a great deal of plaintext.
    static let keyUpdateLimit = 32

    /// Whether the handshake is over: from then on there is a peer, and `seal` takes plaintext.
    public private(set) var isOpen = false
    /// Who the other side is, once the handshake is over.
    public private(set) var peer: PeerIdentity?
    /// Why nothing more will come; nil while something may.
    public private(set) var end: End?

    private let role: Role
    private let ssl: OpaquePointer
    // Owned by `ssl`.
    private let input: OpaquePointer
    private let output: OpaquePointer
    private var bytesReceived = 0
    private var keyUpdates = 0
    private var refused: PeerIdentity?

    /// Throws when OpenSSL has no memory.
    public init(_ role: Role, _ context: TLSContext) throws(TLSError) {
        guard let ssl = SSL_new(context.pointer) else { throw TLSError(.failed, OpenSSL.lastError) }
        guard let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            throw TLSError(.failed, OpenSSL.lastError)
        }
        SSL_set_bio(ssl, input, output)
        (self.role, self.ssl, self.input, self.output) = (role, ssl, input, output)
        switch role {
        case .server: SSL_set_accept_state(ssl)
        case .client: SSL_set_connect_state(ssl)
        }
        // The machine outlives its SSL, which alone calls back.
        weft_tls_set_owner(ssl, Unmanaged.passUnretained(self).toOpaque())
        SSL_set_msg_callback(ssl) { isWritten, _, type, bytes, count, ssl, _ in
            guard isWritten == 0, weft_tls_is_key_update(type, bytes, count) == 1, let owner = weft_tls_owner_of(ssl)
            else {
                return
            }
            Unmanaged<TLSMachine>.fromOpaque(owner).takeUnretainedValue().keyUpdates += 1
        }
        if role == .client { handshake() }
    }

    deinit { SSL_free(ssl) }

    /// What was negotiated, such as `TLSv1.3`; for the log.
    public var version: String { SSL_get_version(ssl).map { String(cString: $0) } ?? "-" }

    /// Why the peer of a connection that stands would be refused by a context that came into force later: revoked, expired,
    /// or of an authority that is accepted no longer; nil when it would be taken. Judged is what it showed in its handshake,
    /// as a handshake would now.
    public func refusal(by context: TLSContext) -> TLSFailure? {
        guard let certificate = Handle.certificate(SSL_get1_peer_certificate(ssl)) else {
            return TLSFailure(.noCertificate)
        }
        guard let verification = X509_STORE_CTX_new() else { return TLSFailure(.protocolError, "no memory") }
        defer {
            X509_STORE_CTX_free(verification)
            ERR_clear_error()
        }
        let store = SSL_CTX_get_cert_store(context.pointer)
        let chain = SSL_get_peer_cert_chain(ssl)
        guard X509_STORE_CTX_init(verification, store, certificate.pointer, chain) == 1,
            X509_STORE_CTX_set_default(verification, role == .server ? "ssl_client" : "ssl_server") == 1,
            let parameters = X509_STORE_CTX_get0_param(verification)
        else { return TLSFailure(.protocolError, OpenSSL.lastError) }
        X509_VERIFY_PARAM_set_auth_level(parameters, SSL_CTX_get_security_level(context.pointer))
        guard X509_VERIFY_PARAM_set1(parameters, SSL_CTX_get0_param(context.pointer)) == 1 else {
            return TLSFailure(.protocolError, OpenSSL.lastError)
        }
        guard X509_verify_cert(verification) != 1 else { return nil }
        let result = Int(X509_STORE_CTX_get_error(verification))
        let failure = TLSFailure.ofVerification(role, result, peer)
        guard failure.cause == .unknownAuthority else { return failure }
        return TLSFailure(.unknownAuthority, "that authority is accepted no longer", identity: peer)
    }

    // MARK: From the peer

    /// Takes bytes as they came and returns the plaintext that they complete, in pieces of up to 64 KiB.
    public func receive(_ ciphertext: UnsafeRawBufferPointer) -> [[UInt8]] {
        guard end == nil, !ciphertext.isEmpty else { return [] }
        if bytesReceived == 0, let first = ciphertext.first, !Self.beginsTLS(first) {
            fail(Self.beginsSSL2(ciphertext) ? TLSFailure(.versionTooOld) : TLSFailure(.plaintext))
            return []
        }
        bytesReceived += ciphertext.count
        if !isOpen, bytesReceived > Self.handshakeLimit {
            fail(TLSFailure(.protocolError, "the handshake does not end"))
            return []
        }
        guard BIO_write(input, ciphertext.baseAddress, Int32(clamping: ciphertext.count)) == ciphertext.count else {
            fail(TLSFailure(.protocolError, "no memory"))
            return []
        }
        if !isOpen { handshake() }
        return isOpen && end == nil ? open() : []
    }

    /// The socket is at its end: whether that is how a TLS connection may end.
    public func receiveEnd() {
        guard end == nil else { return }
        end = !isOpen && bytesReceived > 0 ? .failed(TLSFailure(.brokenOff)) : .closed
    }

    /// A handshake or an alert record (RFC 8446 section 5.1).
    private static func beginsTLS(_ byte: UInt8) -> Bool { byte == 22 || byte == 21 }

    /// The hello of SSL 2, which old clients send for SSL 3 and TLS 1.0 too (RFC 5246 appendix E.2).
    private static func beginsSSL2(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > 3 && bytes[0] & 0x80 != 0 && bytes[2] == 1
    }

    private func handshake() {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        guard result != 1 else {
            isOpen = true
            if let certificate = Handle.certificate(SSL_get1_peer_certificate(ssl)) {
                peer = PeerIdentity(certificate: certificate.pointer)
            } else {
                fail(TLSFailure(.noCertificate))
            }
            return
        }
        if SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ { failForLastError() }
    }

    private func open() -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        while end == nil {
            let piece = openPiece()
            if piece.isEmpty { break }
            pieces.append(piece)
        }
        return pieces
    }

    /// Up to 64 KiB of plaintext; empty when there is no whole record left.
    private func openPiece() -> [UInt8] {
        let waiting = Int(SSL_pending(ssl)) + BIO_ctrl_pending(input)
        guard waiting > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: min(waiting, 65_536)) { target, filled in
            while filled < target.count {
                ERR_clear_error()
                var count = 0
                let result = SSL_read_ex(ssl, target.baseAddress.map { $0 + filled }, target.count - filled, &count)
                if result == 1 {
                    filled += count
                    continue
                }
                switch SSL_get_error(ssl, result) {
                case SSL_ERROR_WANT_READ: checkKeyUpdates()
                case SSL_ERROR_ZERO_RETURN: end = .closed
                default: failForLastError()
                }
                return
            }
        }
    }

    private func checkKeyUpdates() {
        guard keyUpdates > Self.keyUpdateLimit + bytesReceived >> 20 else { return }
        fail(TLSFailure(.protocolError, "the peer asks for new keys again and again"))
    }

    /// For tests: asks for new keys.
    func updateKeys() {
        SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED)
        SSL_do_handshake(ssl)
    }

    /// For tests: begins another handshake on this connection, if that can be.
    func renegotiate() -> Bool { SSL_renegotiate(ssl) == 1 }

    // MARK: To the peer

    /// Encrypts plaintext for `takeOutput`. The handshake must be over; on a connection that has ended nothing happens.
    public func seal(_ plaintext: UnsafeRawBufferPointer) {
        precondition(isOpen, "nothing is sealed before the TLS handshake is over")
        var rest = plaintext
        while end == nil, !rest.isEmpty {
            ERR_clear_error()
            var count = 0
            guard SSL_write_ex(ssl, rest.baseAddress, rest.count, &count) == 1 else { return failForLastError() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Says good-bye, once; the peer can tell that nothing was cut off (RFC 8446 section 6.1).
    public func close() {
        guard isOpen, end == nil else { return }
        end = .closed
        SSL_shutdown(ssl)
    }

    /// What is to be sent to the peer, in order; after the end too, as it may be the alert that tells the peer why.
    public func takeOutput() -> [UInt8] { OpenSSL.drain(output) }

    // MARK: Failures

    private func failForLastError() {
        fail(.ofLastError(role, verification: SSL_get_verify_result(ssl), refused: refused))
        ERR_clear_error()
    }

    private func fail(_ failure: TLSFailure) {
        if end == nil { end = .failed(failure) }
    }

    /// Called from within a handshake when a certificate does not pass: keeps whose it was.
    static func noteRefused(_ verification: OpaquePointer?) {
        guard let owner = weft_tls_owner(verification), let certificate = X509_STORE_CTX_get0_cert(verification) else {
            return
        }
        Unmanaged<TLSMachine>.fromOpaque(owner).takeUnretainedValue().refused = PeerIdentity(certificate: certificate)
    }
}
