import COpenSSL

/// A certificate authority in a directory: it signs for weftd, for hosts and for clients, and revokes.
///
/// Keys are ECDSA on P-256. The register is written before a certificate's file: there is none that cannot be revoked.
public struct CertificateAuthority {
    public let directory: PKIDirectory
    private let certificate: Handle
    private let key: Handle

    /// Opens the authority of a directory.
    public init(_ directory: PKIDirectory) throws(TLSError) {
        self.directory = directory
        let missing = [directory.authority, directory.authorityKey].first { !PKIFile.exists($0) }
        if let missing {
            throw TLSError(
                .missing, "there is no certificate authority: \(missing) is not there",
                hint: "make one with `weft pki init`")
        }
        certificate = try PEM.readCertificate(PKIFile.read(directory.authority), of: directory.authority)
        key = try PEM.readKey(PKIFile.read(directory.authorityKey), of: directory.authorityKey)
        guard X509_check_private_key(certificate.pointer, key.pointer) == 1 else {
            throw TLSError(.invalid, "the key \(directory.authorityKey) does not belong to \(directory.authority)")
        }
    }

    /// Makes a new authority, with an empty revocation list.
    ///
    /// - Parameter force: replaces one that is there; what it signed is worth nothing then.
    public static func create(
        in directory: PKIDirectory, validity: Validity, name: String = standardName, force: Bool = false
    ) throws(TLSError) -> CertificateAuthority {
        try PKIFile.makeDirectory(directory.path)
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        let present = [directory.authorityKey, directory.authority].first(where: PKIFile.exists)
        if let present, !force {
            throw TLSError(
                .exists, "\(present) is there already",
                hint: "`weft pki init --replace-ca` makes a new one; every host needs a new certificate then")
        }
        return try make(in: directory, validity: validity, name: name)
    }

    /// The lock of the directory is held.
    private static func make(
        in directory: PKIDirectory, validity: Validity, name: String
    ) throws(TLSError) -> CertificateAuthority {
        let key = try newKey()
        let template = CertificateTemplate(commonName: name, usage: .authority, validity: validity)
        let certificate = try template.sign(key: key, issuer: nil)
        // What the last authority issued is no concern of this one.
        try PKIFile.replace(directory.register, [], isSecret: true)
        try PKIFile.replace(directory.authorityKey, PEM.key(key), isSecret: true)
        try PKIFile.replace(directory.authority, PEM.certificate(certificate), isSecret: false)
        let authority = try CertificateAuthority(directory)
        try authority.writeRevocations([])
        return authority
    }

    public static let standardName = "Weft CA"

    /// The authority of a directory, which is made unless it is there; several processes may do so at a time.
    public static func openOrCreate(
        in directory: PKIDirectory, validity: Validity
    ) throws(TLSError) -> CertificateAuthority {
        try PKIFile.makeDirectory(directory.path)
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        return try directory.hasAuthority
            ? CertificateAuthority(directory) : make(in: directory, validity: validity, name: standardName)
    }

    static func newKey() throws(TLSError) -> Handle {
        guard let key = Handle.key(weft_pki_make_key()) else { throw TLSError(.failed, OpenSSL.lastError) }
        return key
    }

    /// Until when the authority itself is valid, in seconds since 1970.
    public var notAfter: Int64 { PeerIdentity(certificate: certificate.pointer).notAfter }
}

// MARK: - Issuing

extension CertificateAuthority {
    /// Makes a key and a certificate, and writes both into the directory.
    ///
    /// - Parameters:
    ///   - systemID: of a host, which needs one.
    ///   - isDialled: whether a host listens and is dialled; its certificate is good for a server only then.
    ///   - addresses: IP addresses and DNS names by which clients reach weftd.
    ///   - force: replaces files that are there; the earlier certificate stays valid until it is revoked.
    @discardableResult
    public func issue(
        _ subject: CertificateSubject, systemID: String? = nil, isDialled: Bool = false, addresses: [String] = [],
        validity: Validity, force: Bool = false
    ) throws(TLSError) -> IssuedCertificate {
        try subject.check()
        let template = try template(subject, systemID, isDialled, addresses, validity)
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        let files = [directory.key(subject), directory.certificate(subject)]
        if let present = files.first(where: PKIFile.exists), !force {
            throw TLSError(
                .exists, "\(present) is there already",
                hint: "--force replaces key and certificate; `weft pki revoke \(subject)` first, if the old key is lost"
            )
        }
        let key = try Self.newKey()
        let signed = try sign(template, key: key)
        let record = IssuedCertificate(
            subject: subject, serial: PeerIdentity.serial(signed.pointer), notAfter: template.validity.notAfter,
            systemID: systemID)
        try write(issued() + [record])
        if let slash = files[0].lastIndex(of: "/") { try PKIFile.makeDirectory(String(files[0][..<slash])) }
        try PKIFile.replace(files[0], PEM.key(key), isSecret: true)
        try PKIFile.replace(files[1], PEM.certificate(signed), isSecret: false)
        return record
    }

    func sign(_ template: CertificateTemplate, key: Handle) throws(TLSError) -> Handle {
        try template.sign(key: key, issuer: (certificate, self.key))
    }

    private func template(
        _ subject: CertificateSubject, _ systemID: String?, _ isDialled: Bool, _ addresses: [String],
        _ validity: Validity
    ) throws(TLSError) -> CertificateTemplate {
        // A certificate is worth nothing without its authority's.
        let limited = Validity(notBefore: validity.notBefore, notAfter: min(validity.notAfter, notAfter))
        switch subject {
        case .controller:
            // It listens, and dials hosts that listen.
            let names = try addresses.map { text throws(TLSError) in try Self.alternativeName(text) }
            return CertificateTemplate(
                commonName: subject.commonName, alternativeNames: ["URI:" + CertificateName.controller.uri] + names,
                usage: .both, validity: limited)
        case .host:
            guard let systemID, (1...255).contains(systemID.utf8.count) else {
                throw TLSError(
                    .invalid, "a host's certificate needs the host's system-id",
                    hint: "on the host: ovs-vsctl get Open_vSwitch . external_ids:system-id")
            }
            // Open vSwitch asks a listener for a server's certificate, and looks at no name: with one for servers, a stolen
            // key of a host would do to play weftd to the others. A host that is dialled still dials, with its switch.
            return CertificateTemplate(
                commonName: subject.commonName,
                alternativeNames: ["URI:" + CertificateName.host(systemID: systemID).uri],
                usage: isDialled ? .both : .client, validity: limited)
        case .client(let name):
            return CertificateTemplate(
                commonName: subject.commonName, alternativeNames: ["URI:" + CertificateName.client(name: name).uri],
                usage: .client, validity: limited)
        }
    }

    private static func alternativeName(_ text: String) throws(TLSError) -> String {
        if let address = a2i_IPADDRESS(text) {
            ASN1_OCTET_STRING_free(address)
            return "IP:" + text
        }
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isName, (1...253).contains(text.utf8.count) else {
            throw TLSError(.invalid, "`\(text)` is neither an IP address nor a DNS name")
        }
        return "DNS:" + text
    }
}

// MARK: - Register and revocation

extension CertificateAuthority {
    /// Everything that was issued, oldest first.
    public func issued() throws(TLSError) -> [IssuedCertificate] {
        guard PKIFile.exists(directory.register) else { return [] }
        let text = String(decoding: try PKIFile.read(directory.register), as: UTF8.self)
        var records: [IssuedCertificate] = []
        for (number, line) in text.split(separator: "\n").enumerated() {
            guard let record = IssuedCertificate(line: line) else {
                throw TLSError(.invalid, "\(directory.register):\(number + 1): this line makes no sense")
            }
            records.append(record)
        }
        return records
    }

    /// Revokes by serial, or every certificate of a subject (`host/kvm1`) that is not revoked yet, and writes the list.
    ///
    /// - Returns: what was revoked now.
    @discardableResult
    public func revoke(_ name: String, now: Int64) throws(TLSError) -> [IssuedCertificate] {
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        var records = try issued()
        let subject = CertificateSubject(name)
        let found = records.indices.filter { records[$0].subject == subject || records[$0].serial == name.uppercased() }
        guard !found.isEmpty else {
            throw TLSError(
                .notFound, "no certificate of \(name) was issued here", hint: "`weft pki list` shows what was")
        }
        let holding = found.filter { records[$0].revokedAt == nil }
        for index in holding { records[index].revokedAt = now }
        try write(records)
        // Written again even when nothing is new: it may be that a list was lost.
        try writeRevocations(records)
        return holding.map { records[$0] }
    }

    private func write(_ records: [IssuedCertificate]) throws(TLSError) {
        let text = records.map { $0.line + "\n" }.joined()
        try PKIFile.replace(directory.register, Array(text.utf8), isSecret: true)
    }

    /// The list holds as long as the authority: it is on the machine that reads it, so it does not get stale.
    private func writeRevocations(_ records: [IssuedCertificate]) throws(TLSError) {
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
        try PKIFile.replace(directory.revocations, PEM.revocationList(list), isSecret: false)
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
