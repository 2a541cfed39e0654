import COpenSSL

// The register of what was issued, and the revocation lists that are made from it.

extension CertificateAuthority {
    /// Everything that was issued, oldest first.
    public func issued() throws(TLSError) -> [IssuedCertificate] { try directory.issued() }

    /// Revokes by serial, or every certificate of a subject (`host/kvm1`) that is not revoked yet, and writes the lists.
    ///
    /// What former authorities signed counts too, as long as they are kept.
    ///
    /// - Returns: what was revoked now.
    @discardableResult
    public func revoke(_ name: String, now: Int64) throws(TLSError) -> [IssuedCertificate] {
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        var isKnown = false
        var revoked: [IssuedCertificate] = []
        for place in try [directory] + directory.formerAuthorities() {
            var records = try place.issued()
            let subject = CertificateSubject(name)
            let found = records.indices.filter {
                records[$0].subject == subject || records[$0].serial == name.uppercased()
            }
            guard !found.isEmpty else { continue }
            isKnown = true
            let authority = try place == directory ? self : CertificateAuthority(place)
            let holding = found.filter { records[$0].revokedAt == nil }
            for index in holding { records[index].revokedAt = now }
            try authority.write(records)
            if place != directory { try authority.writeRevocations() }
            revoked += holding.map { records[$0] }
        }
        guard isKnown else {
            throw TLSError(
                .notFound, "no certificate of \(name) was issued here", hint: "`weft pki list` shows what was")
        }
        // Written again even when nothing is new: it may be that a list was lost.
        try writeRevocations()
        return revoked
    }

    func write(_ records: [IssuedCertificate]) throws(TLSError) {
        let text = records.map { $0.line + "\n" }.joined()
        try PKIFile.replace(directory.register, Array(text.utf8), isSecret: true)
    }

    /// Writes the list of this authority's register, and behind it those of former authorities that are kept: whoever still
    /// accepts one needs its list.
    public func writeRevocations() throws(TLSError) {
        var text = try revocationList(issued())
        for former in try directory.formerAuthorities() { text += try PKIFile.read(former.revocations) }
        try PKIFile.replace(directory.revocations, text, isSecret: false)
    }

    /// Writes the lists if their file is not there.
    ///
    /// - Returns: whether it was not.
    public func restoreRevocations() throws(TLSError) -> Bool {
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        guard !PKIFile.exists(directory.revocations) else { return false }
        try writeRevocations()
        return true
    }

    /// The list holds as long as the authority: it is on the machine that reads it, so it does not get stale.
    func revocationList(_ records: [IssuedCertificate]) throws(TLSError) -> [UInt8] {
        ERR_clear_error()
        let now = PKIFile.now
        guard let list = Handle.revocationList(X509_CRL_new()), let time = ASN1_TIME_set(nil, Int(now - 3600)) else {
            throw TLSError(.failed, OpenSSL.lastError)
        }
        defer { ASN1_TIME_free(time) }
        var isFine =
            X509_CRL_set_version(list.pointer, 1) == 1
            && X509_CRL_set_issuer_name(list.pointer, X509_get_subject_name(certificate.pointer)) == 1
            && X509_CRL_set1_lastUpdate(list.pointer, time) == 1
            && ASN1_TIME_set(time, Int(notAfter)) != nil && X509_CRL_set1_nextUpdate(list.pointer, time) == 1
        for record in records {
            guard let revokedAt = record.revokedAt else { continue }
            isFine = isFine && Self.add(record.serial, revokedAt, to: list)
        }
        isFine =
            isFine && weft_crl_add_extensions(list.pointer, certificate.pointer, UInt64(clamping: now)) == 1
            && X509_CRL_sort(list.pointer) == 1 && X509_CRL_sign(list.pointer, key.pointer, EVP_sha256()) > 0
        guard isFine else { throw TLSError(.failed, "the revocation list cannot be made: \(OpenSSL.lastError)") }
        return try PEM.revocationList(list)
    }

    private static func add(_ serial: String, _ revokedAt: Int64, to list: Handle) -> Bool {
        var number: OpaquePointer?
        defer { BN_free(number) }
        guard BN_hex2bn(&number, serial) > 0, let integer = BN_to_ASN1_INTEGER(number, nil) else { return false }
        defer { ASN1_INTEGER_free(integer) }
        guard let time = ASN1_TIME_set(nil, Int(revokedAt)), let entry = X509_REVOKED_new() else { return false }
        defer { ASN1_TIME_free(time) }
        guard X509_REVOKED_set_serialNumber(entry, integer) == 1, X509_REVOKED_set_revocationDate(entry, time) == 1,
            X509_CRL_add0_revoked(list.pointer, entry) == 1
        else {
            X509_REVOKED_free(entry)
            return false
        }
        return true
    }
}

extension PKIDirectory {
    /// Everything that the authority here has issued, oldest first.
    public func issued() throws(TLSError) -> [IssuedCertificate] {
        guard PKIFile.exists(register) else { return [] }
        let text = String(decoding: try PKIFile.read(register), as: UTF8.self)
        var records: [IssuedCertificate] = []
        for (number, line) in text.split(separator: "\n").enumerated() {
            guard let record = IssuedCertificate(line: line) else {
                throw TLSError(.invalid, "\(register):\(number + 1): this line makes no sense")
            }
            records.append(record)
        }
        return records
    }
}
