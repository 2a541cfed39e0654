import COpenSSL

/// Keys, certificates and lists as text (RFC 7468).
enum PEM {
    static func certificate(_ certificate: Handle) throws(TLSError) -> [UInt8] {
        try write { PEM_write_bio_X509($0, certificate.pointer) }
    }

    /// PKCS #8 without encryption: whoever reads the file has the key.
    static func key(_ key: Handle) throws(TLSError) -> [UInt8] {
        try write { PEM_write_bio_PrivateKey($0, key.pointer, nil, nil, 0, nil, nil) }
    }

    static func revocationList(_ list: Handle) throws(TLSError) -> [UInt8] {
        try write { PEM_write_bio_X509_CRL($0, list.pointer) }
    }

    /// One certificate or several; throws when there is none, or one that makes no sense.
    static func readCertificates(_ bytes: [UInt8], of path: String) throws(TLSError) -> [Handle] {
        guard let source = OpenSSL.source(bytes) else { throw TLSError(.failed, OpenSSL.lastError) }
        ERR_clear_error()
        defer { ERR_clear_error() }
        var certificates: [Handle] = []
        while let certificate = Handle.certificate(PEM_read_bio_X509(source.pointer, nil, nil, nil)) {
            certificates.append(certificate)
        }
        // The end is an error too: that no further one begins.
        guard !certificates.isEmpty, weft_err_reason(ERR_peek_last_error()) == PEM_R_NO_START_LINE else {
            throw TLSError(.invalid, "\(path) is not a certificate in PEM")
        }
        return certificates
    }

    /// Lists, or none; throws when there is one that makes no sense.
    static func readRevocationLists(_ bytes: [UInt8], of path: String) throws(TLSError) -> [Handle] {
        guard !bytes.isEmpty else { return [] }
        guard let source = OpenSSL.source(bytes) else { throw TLSError(.failed, OpenSSL.lastError) }
        ERR_clear_error()
        defer { ERR_clear_error() }
        var lists: [Handle] = []
        while let list = Handle.revocationList(PEM_read_bio_X509_CRL(source.pointer, nil, nil, nil)) {
            lists.append(list)
        }
        guard weft_err_reason(ERR_peek_last_error()) == PEM_R_NO_START_LINE else {
            throw TLSError(
                .invalid, "\(path) is damaged: it holds a revocation list that makes no sense",
                hint: "move it away: `weft pki init` writes it again, but for lists of other authorities")
        }
        return lists
    }

    static func readKey(_ bytes: [UInt8], of path: String) throws(TLSError) -> Handle {
        guard let source = OpenSSL.source(bytes),
            let key = Handle.key(PEM_read_bio_PrivateKey(source.pointer, nil, { _, _, _, _ in -1 }, nil))
        else { throw TLSError(.invalid, "\(path) is not a private key in PEM without passphrase") }
        return key
    }

    private static func write(_ body: (OpaquePointer) -> Int32) throws(TLSError) -> [UInt8] {
        guard let target = Handle.bytes(BIO_new(BIO_s_mem())), body(target.pointer) == 1 else {
            throw TLSError(.failed, OpenSSL.lastError)
        }
        return OpenSSL.drain(target.pointer)
    }
}
