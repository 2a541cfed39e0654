import COpenSSL

/// A certificate authority in a directory: it signs for weftd, for hosts and for clients, and revokes.
///
/// Keys are ECDSA on P-256. The register is written before a certificate's file: there is none that cannot be revoked.
/// The file of its certificate may hold those of other authorities that are accepted too; its own is the one of its key.
public struct CertificateAuthority {
    public let directory: PKIDirectory
    let certificate: Handle
    let key: Handle

    /// Opens the authority of a directory, between changes of others.
    ///
    /// What changes the directory looks again at what is in force there, under its lock.
    public init(_ directory: PKIDirectory) throws(TLSError) {
        if !directory.isChangePending { try Self.checkPresence(directory) }
        self = try directory.locked { () throws(TLSError) in try CertificateAuthority(opening: directory) }
    }

    /// The directory is locked, or it is one of a former authority.
    init(opening directory: PKIDirectory) throws(TLSError) {
        try Self.checkPresence(directory)
        let certificates = try PEM.readCertificates(PKIFile.read(directory.authority), of: directory.authority)
        let key = try PEM.readKey(PKIFile.read(directory.authorityKey), of: directory.authorityKey)
        guard let own = certificates.first(where: { X509_check_private_key($0.pointer, key.pointer) == 1 }) else {
            throw TLSError(.invalid, "the key \(directory.authorityKey) does not belong to \(directory.authority)")
        }
        self.init(directory, certificate: own, key: key)
    }

    private static func checkPresence(_ directory: PKIDirectory) throws(TLSError) {
        let missing = [directory.authority, directory.authorityKey].first { !PKIFile.exists($0) }
        guard let missing else { return }
        throw TLSError(
            .missing, "there is no certificate authority: \(missing) is not there",
            hint: directory.hasAuthority
                ? "bring it back, or make a new one with `weft pki init --replace-ca`" : "make one with `weft pki init`"
        )
    }

    init(_ directory: PKIDirectory, certificate: Handle, key: Handle) {
        self.directory = directory
        self.certificate = certificate
        self.key = key
    }

    /// Makes a new authority, with an empty revocation list.
    public static func create(
        in directory: PKIDirectory, validity: Validity, name: String = standardName
    ) throws(TLSError) -> CertificateAuthority {
        try PKIFile.makeDirectory(directory.path)
        return try directory.locked { () throws(TLSError) in
            if let present = [directory.authorityKey, directory.authority].first(where: PKIFile.exists) {
                throw TLSError(
                    .exists, "\(present) is there already",
                    hint: "`weft pki init --replace-ca` makes a new one; every host needs a new certificate then")
            }
            return try make(in: directory, validity: validity, name: name)
        }
    }

    /// The authority of a directory, which is made unless it is there; several processes may do so at a time.
    public static func openOrCreate(
        in directory: PKIDirectory, validity: Validity
    ) throws(TLSError) -> CertificateAuthority {
        try PKIFile.makeDirectory(directory.path)
        return try directory.locked { () throws(TLSError) in
            try directory.hasAuthority
                ? CertificateAuthority(opening: directory) : make(in: directory, validity: validity, name: standardName)
        }
    }

    /// The directory is locked, and there is no authority.
    private static func make(
        in directory: PKIDirectory, validity: Validity, name: String
    ) throws(TLSError) -> CertificateAuthority {
        let fresh = try signedByItself(directory, validity: validity, name: name)
        let lists = try fresh.revocationList([]) + directory.otherLists(besides: [fresh.certificate])
        try directory.putInForce(fresh, accepted: [], lists: lists, keeping: nil)
        return fresh
    }

    /// An authority that is nowhere but in memory.
    static func signedByItself(
        _ directory: PKIDirectory, validity: Validity, name: String
    ) throws(TLSError) -> CertificateAuthority {
        let key = try newKey()
        let template = CertificateTemplate(commonName: name, usage: .authority, validity: validity)
        return try CertificateAuthority(directory, certificate: template.sign(key: key, issuer: nil), key: key)
    }

    public static let standardName = "Weft CA"

    static func newKey() throws(TLSError) -> Handle {
        guard let key = Handle.key(weft_pki_make_key()) else { throw TLSError(.failed, OpenSSL.lastError) }
        return key
    }

    /// Until when the authority itself is valid, in seconds since 1970.
    public var notAfter: Int64 { PeerIdentity(certificate: certificate.pointer).notAfter }
}
