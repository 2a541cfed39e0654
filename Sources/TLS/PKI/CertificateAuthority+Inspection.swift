import COpenSSL

extension CertificateAuthority {
    /// weftd's certificate, if it is whole and does what is asked for; nil when neither key nor certificate is there.
    ///
    /// - Parameter addresses: what it has to name.
    /// - Throws: `exists`, with what is wrong, when it has to be made anew.
    public func controllerCertificate(naming addresses: [String], now: Int64) throws(TLSError) -> PeerIdentity? {
        let files = directory.controllerFiles
        guard [files.privateKey, files.certificate].contains(where: PKIFile.exists) else { return nil }
        func fault(_ text: String) -> TLSError {
            TLSError(
                .exists, "weftd's certificate \(files.certificate) \(text)",
                hint: "`weft pki init --force` makes weftd's key and certificate anew")
        }
        let context: TLSContext
        do throws(TLSError) {
            context = try TLSContext(
                TLSFiles(privateKey: files.privateKey, certificate: files.certificate, authority: files.authority))
        } catch {
            throw fault("is not whole: \(error)")
        }
        guard let certificate = SSL_CTX_get0_certificate(context.pointer) else { throw fault("is empty") }
        let signers = try PEM.readCertificates(PKIFile.read(files.authority), of: files.authority)
        defer { ERR_clear_error() }
        guard signers.contains(where: { X509_verify(certificate, X509_get0_pubkey($0.pointer)) == 1 }) else {
            throw fault("is not signed by an authority in \(files.authority)")
        }
        guard context.identity.notAfter > now else { throw fault("has expired") }
        guard context.identity.uris.contains(CertificateName.controller.uri) else { throw fault("is not weftd's") }
        for address in addresses where !Self.names(certificate, address) {
            throw fault("does not name \(address)")
        }
        return context.identity
    }

    /// Whether an address or a DNS name is among the alternative names.
    private static func names(_ certificate: OpaquePointer, _ address: String) -> Bool {
        X509_check_ip_asc(certificate, address, 0) == 1
            || X509_check_host(
                certificate, address, address.utf8.count, UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT), nil) == 1
    }
}
