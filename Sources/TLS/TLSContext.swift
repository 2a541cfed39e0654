import COpenSSL
import Glibc

/// Key, certificate, authorities and revocation list, read once: what TLS connections are made from.
///
/// Both sides of a connection show a certificate and check the other's. TLS 1.2 and 1.3 with forward secrecy and
/// authenticated encryption only; no compression, no renegotiation, no session tickets (RFC 9325).
///
/// `@unchecked Sendable`: OpenSSL counts references to a context under a lock, and nothing changes it after `init`.
public final class TLSContext: @unchecked Sendable {
    let pointer: OpaquePointer
    /// Whose certificate we show.
    public let identity: PeerIdentity
    /// The authorities whose certificates are accepted.
    public let authorities: [PeerIdentity]
    /// What an operator should know of these files although they can be used, one sentence each.
    public let warnings: [String]

    /// Reads the files. Throws, naming the file, when one is missing, unreadable or makes no sense.
    public init(_ files: TLSFiles) throws(TLSError) {
        ERR_clear_error()
        for path in [files.privateKey, files.certificate, files.authority] { try Self.check(path) }
        var files = files
        if let list = files.revocations {
            let isMissing = access(list, F_OK) != 0 && errno == ENOENT
            if files.isListOptional, isMissing {
                files.revocations = nil
            } else {
                try Self.check(
                    list,
                    hint: "`weft pki init` writes the list of its authority again; `--crl none` checks against none")
            }
        }
        guard let context = SSL_CTX_new(TLS_method()) else { throw TLSError(.failed, OpenSSL.lastError) }
        do throws(TLSError) {
            try Self.load(files, into: context)
            guard let certificate = SSL_CTX_get0_certificate(context) else {
                throw TLSError(.invalid, "\(files.certificate) holds no certificate")
            }
            identity = PeerIdentity(certificate: certificate)
            // OpenSSL has taken the file already.
            let read = try? PEM.readCertificates(PKIFile.read(files.authority), of: files.authority)
            authorities = (read ?? []).map { PeerIdentity(certificate: $0.pointer) }
            warnings = Self.warnings(files, identity) + Self.purposeWarnings(files, certificate)
        } catch {
            SSL_CTX_free(context)
            throw error
        }
        pointer = context
    }

    /// For tests, which play peers as they should not be: shows no certificate, and checks none.
    init(bareWithVersions versions: ClosedRange<Int32>) {
        pointer = SSL_CTX_new(TLS_method())
        identity = PeerIdentity(serial: "-", fingerprint: "-", notAfter: 0)
        authorities = []
        warnings = []
        restrict(to: versions)
    }

    /// For tests: speaks these versions only (`TLS1_2_VERSION`…), with whatever suites they have.
    func restrict(to versions: ClosedRange<Int32>) {
        SSL_CTX_set_security_level(pointer, 0)
        precondition(
            weft_tls_restrict_versions(pointer, versions.lowerBound, versions.upperBound) == 1, "versions are known")
    }

    /// For tests: offers these suites up to TLS 1.2.
    func use(suites: String) -> Bool { SSL_CTX_set_cipher_list(pointer, suites) == 1 }

    deinit { SSL_CTX_free(pointer) }

    private static func check(_ path: String, hint: String? = nil) throws(TLSError) {
        guard access(path, R_OK) != 0 else { return }
        let error = errno
        let isMissing = error == ENOENT || error == ENOTDIR
        throw TLSError(
            isMissing ? .missing : .unreadable,
            isMissing ? "\(path) is not there" : "\(path) cannot be read: \(String(cString: strerror(error)))",
            hint: isMissing ? hint : nil)
    }

    private static func load(_ files: TLSFiles, into context: OpaquePointer) throws(TLSError) {
        guard weft_tls_harden(context) == 1 else { throw TLSError(.failed, OpenSSL.lastError) }
        // Keeps OpenSSL from asking for a passphrase at the terminal: a daemon has none.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        guard SSL_CTX_use_certificate_chain_file(context, files.certificate) == 1 else {
            throw TLSError(.invalid, "\(files.certificate) is not a certificate in PEM: \(OpenSSL.lastError)")
        }
        guard SSL_CTX_use_PrivateKey_file(context, files.privateKey, SSL_FILETYPE_PEM) == 1 else {
            throw TLSError(
                .invalid,
                "\(files.privateKey) is not a private key in PEM without passphrase, or not that of \(files.certificate): "
                    + OpenSSL.lastError)
        }
        guard SSL_CTX_check_private_key(context) == 1 else {
            throw TLSError(.invalid, "the key \(files.privateKey) does not belong to \(files.certificate)")
        }
        guard SSL_CTX_load_verify_file(context, files.authority) == 1 else {
            throw TLSError(.invalid, "\(files.authority) is not a certificate in PEM: \(OpenSSL.lastError)")
        }
        SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(files.authority))
        if let list = files.revocations, weft_tls_load_revocations(context, list) == 0 {
            throw TLSError(.invalid, "\(list) is not a revocation list in PEM: \(OpenSSL.lastError)")
        }
        SSL_CTX_set_verify_depth(context, 4)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT) { isFine, verification in
            if isFine != 1 { TLSMachine.noteRefused(verification) }
            return isFine
        }
        ERR_clear_error()
    }

    /// weftd listens and dials; those who made the certificate elsewhere may have thought of one of them only.
    private static func purposeWarnings(_ files: TLSFiles, _ certificate: OpaquePointer) -> [String] {
        let purposes = [
            (X509_PURPOSE_SSL_SERVER, "servers: hosts that dial refuse it"),
            (X509_PURPOSE_SSL_CLIENT, "clients: hosts that are dialled refuse it"),
        ]
        return purposes.filter { X509_check_purpose(certificate, $0.0, 0) != 1 }
            .map { "our certificate \(files.certificate) is not for \($0.1)" }
    }

    private static func warnings(_ files: TLSFiles, _ identity: PeerIdentity) -> [String] {
        var warnings: [String] = []
        var status = stat()
        if stat(files.privateKey, &status) == 0, status.st_mode & 0o077 != 0 {
            warnings.append("\(files.privateKey) can be read by others than its owner: chmod 600")
        }
        if files.isListOptional, files.revocations == nil {
            warnings.append("there is no revocation list: certificates that were revoked are taken")
        }
        return warnings
    }
}
