import COpenSSL

// The register of what was issued, and the revocation lists that are made from it.

extension CertificateAuthority {
    /// Everything that was issued, oldest first.
    public func issued() throws(TLSError) -> [IssuedCertificate] { try directory.issued() }

    /// Revokes by serial, or every certificate of a subject (`host/kvm1`) that is not revoked yet, and writes the lists.
    ///
    /// What former authorities signed counts too, as long as they are kept. Everything is read before anything is written:
    /// a file that makes no sense changes nothing.
    ///
    /// - Returns: what was revoked now.
    @discardableResult
    public func revoke(_ name: String, now: Int64) throws(TLSError) -> [IssuedCertificate] {
        try directory.locked { () throws(TLSError) in
            let present = try CertificateAuthority(opening: directory)
            var concerned: [Revocation] = []
            var lists: [UInt8] = []
            var signers = [present.certificate]
            for place in try [directory] + directory.formerAuthorities() {
                let isPresent = place == directory
                let records = try place.issued()
                let indices = records.indices.filter { records[$0].isMeant(by: name) }
                if !isPresent {
                    signers += try PEM.readCertificates(PKIFile.read(place.authority), of: place.authority)
                }
                guard isPresent || !indices.isEmpty else {
                    lists += try PKIFile.read(place.revocations)
                    continue
                }
                let revocation = try Revocation(
                    of: indices, in: records, now: now, by: isPresent ? present : CertificateAuthority(opening: place))
                lists += revocation.list
                if !indices.isEmpty { concerned.append(revocation) }
            }
            guard !concerned.isEmpty else {
                throw TLSError(
                    .notFound, "no certificate of \(name) was issued here", hint: "`weft pki list` shows what was")
            }
            lists += try directory.foreignLists(besides: signers)
            for revocation in concerned { try revocation.write(isList: revocation.authority.directory != directory) }
            // Written again even when nothing is new: it may be that a list was lost.
            try PKIFile.replace(directory.revocations, lists, isSecret: false)
            return concerned.flatMap(\.revoked)
        }
    }

    func write(_ records: [IssuedCertificate]) throws(TLSError) {
        let text = records.map { $0.line + "\n" }.joined()
        try PKIFile.replace(directory.register, Array(text.utf8), isSecret: true)
    }

    /// Writes the lists if their file is not there: that of this authority's register, and behind it those of former
    /// authorities that are kept, as whoever still accepts one needs its list.
    ///
    /// - Returns: whether it was not.
    public func restoreRevocations() throws(TLSError) -> Bool {
        try directory.locked { () throws(TLSError) in
            guard !PKIFile.exists(directory.revocations) else { return false }
            let present = try CertificateAuthority(opening: directory)
            let lists = try present.revocationList(issued()) + directory.otherLists(besides: [present.certificate])
            try PKIFile.replace(directory.revocations, lists, isSecret: false)
            return true
        }
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
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where !line.isEmpty {
            guard let record = IssuedCertificate(line: line) else {
                throw TLSError(.invalid, "\(register):\(number + 1): this line makes no sense")
            }
            records.append(record)
        }
        return records
    }
    /// The lists of others than these: of former authorities that are kept, and foreign ones.
    func otherLists(besides signers: [Handle]) throws(TLSError) -> [UInt8] {
        var lists: [UInt8] = []
        var known = signers
        for place in try formerAuthorities() {
            lists += try PKIFile.read(place.revocations)
            known += try PEM.readCertificates(PKIFile.read(place.authority), of: place.authority)
        }
        return try lists + foreignLists(besides: known)
    }

    /// Lists in the file of lists that none of these has signed: somebody has put them there, and they stay.
    func foreignLists(besides signers: [Handle]) throws(TLSError) -> [UInt8] {
        guard PKIFile.exists(revocations) else { return [] }
        defer { ERR_clear_error() }
        var text: [UInt8] = []
        for list in try PEM.readRevocationLists(PKIFile.read(revocations), of: revocations) {
            // Authorities of `weft pki` have all the same name: the key tells.
            let isKnown = signers.contains { X509_CRL_verify(list.pointer, X509_get0_pubkey($0.pointer)) == 1 }
            if !isKnown { text += try PEM.revocationList(list) }
        }
        return text
    }
}

/// What revoking changes at one authority, before it is written.
private struct Revocation {
    let authority: CertificateAuthority
    let records: [IssuedCertificate]
    /// What was not revoked before.
    let revoked: [IssuedCertificate]
    let list: [UInt8]

    init(
        of indices: [Int], in records: [IssuedCertificate], now: Int64, by authority: CertificateAuthority
    ) throws(TLSError) {
        var records = records
        let holding = indices.filter { records[$0].revokedAt == nil }
        for index in holding { records[index].revokedAt = now }
        self.authority = authority
        self.records = records
        revoked = holding.map { records[$0] }
        list = try authority.revocationList(records)
    }

    func write(isList: Bool) throws(TLSError) {
        try authority.write(records)
        if isList { try PKIFile.replace(authority.directory.revocations, list, isSecret: false) }
    }
}

extension IssuedCertificate {
    /// Whether a subject (`host/kvm1`) or a serial, in upper or lower case, means it.
    fileprivate func isMeant(by name: String) -> Bool {
        subject == CertificateSubject(name) || serial == name.uppercased()
    }
}
