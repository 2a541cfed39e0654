import COpenSSL

/// What stands in a certificate that is about to be signed.
struct CertificateTemplate {
    enum Usage {
        case authority
        /// Shown by the side that listens, by the side that dials, or by either.
        case server, client, both

        var extendedKeyUsage: String? {
            switch self {
            case .authority: nil
            case .server: "serverAuth"
            case .client: "clientAuth"
            case .both: "serverAuth,clientAuth"
            }
        }
    }

    var commonName: String
    /// In OpenSSL's notation: `URI:urn:…`, `IP:192.0.2.1`, `DNS:name`.
    var alternativeNames: [String] = []
    var usage: Usage
    var validity: Validity

    /// Makes the certificate of `key`.
    ///
    /// - Parameter issuer: the authority's certificate and key; nil for an authority that signs itself.
    func sign(key: Handle, issuer: (certificate: Handle, key: Handle)?) throws(TLSError) -> Handle {
        ERR_clear_error()
        guard let certificate = Handle.certificate(X509_new()) else { throw TLSError(.failed, OpenSSL.lastError) }
        let pointer = certificate.pointer
        let issuerCertificate = issuer?.certificate.pointer ?? pointer
        guard X509_set_version(pointer, 2) == 1, Self.setSerial(pointer),
            ASN1_TIME_set(X509_getm_notBefore(pointer), Int(validity.notBefore)) != nil,
            ASN1_TIME_set(X509_getm_notAfter(pointer), Int(validity.notAfter)) != nil,
            X509_set_pubkey(pointer, key.pointer) == 1, setSubject(pointer),
            X509_set_issuer_name(pointer, X509_get_subject_name(issuerCertificate)) == 1,
            extensions.allSatisfy({ weft_x509_add_extension(pointer, issuerCertificate, $0, $1) == 1 }),
            X509_sign(pointer, (issuer?.key ?? key).pointer, EVP_sha256()) > 0
        else { throw TLSError(.failed, "the certificate of \(commonName) cannot be made: \(OpenSSL.lastError)") }
        return certificate
    }

    /// 16 random bytes: unique without a counter that could be lost (RFC 5280 section 4.1.2.2).
    private static func setSerial(_ certificate: OpaquePointer) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard RAND_bytes(&bytes, 16) == 1 else { return false }
        // Positive and of full length.
        bytes[0] = bytes[0] & 0x7f | 0x40
        guard let number = BN_bin2bn(bytes, 16, nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private func setSubject(_ certificate: OpaquePointer) -> Bool {
        let name = X509_get_subject_name(certificate)
        let entries = [("O", "Weft"), ("CN", commonName)]
        return entries.allSatisfy { field, value in
            X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, value, Int32(value.utf8.count), -1, 0) == 1
        }
    }

    private var extensions: [(Int32, String)] {
        var list: [(Int32, String)] = [(NID_subject_key_identifier, "hash")]
        switch usage {
        case .authority:
            list.append((NID_basic_constraints, "critical,CA:TRUE,pathlen:0"))
            list.append((NID_key_usage, "critical,keyCertSign,cRLSign"))
        case .server, .client, .both:
            list.append((NID_authority_key_identifier, "keyid:always"))
            list.append((NID_basic_constraints, "critical,CA:FALSE"))
            list.append((NID_key_usage, "critical,digitalSignature"))
        }
        if let purpose = usage.extendedKeyUsage { list.append((NID_ext_key_usage, purpose)) }
        if !alternativeNames.isEmpty {
            list.append((NID_subject_alt_name, alternativeNames.joined(separator: ",")))
        }
        return list
    }
}
