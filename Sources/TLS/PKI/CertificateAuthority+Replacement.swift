import COpenSSL

// A new authority in the place of another. The former one is kept beside it with key, register and list: as long as hosts
// have its certificates, they can be revoked, and its list is part of the one that weftd reads.

extension CertificateAuthority {
    /// Makes a new authority in the place of the present one.
    ///
    /// Whatever interrupts it, one authority is in force and no register is lost: the files are written in an order in
    /// which the key always belongs to a certificate that is there.
    ///
    /// - Parameter keepsFormer: whether the certificates of the present one, and of those that it accepts beside itself,
    ///   are accepted further; else what they signed is worth nothing from now on.
    public static func replace(
        in directory: PKIDirectory, validity: Validity, name: String = standardName, keepsFormer: Bool
    ) throws(TLSError) -> CertificateAuthority {
        try PKIFile.makeDirectory(directory.path)
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        let fresh = try signedByItself(directory, validity: validity, name: name)
        let own = try PEM.certificate(fresh.certificate)
        // Unless it can be used, there is nothing to keep.
        let former = try? CertificateAuthority(directory)
        if former == nil, keepsFormer {
            throw TLSError(
                .missing, "there is no authority in \(directory.path) that can be kept",
                hint: "without --keep-former every host needs a new certificate at once")
        }
        let accepted = former == nil ? [] : try PKIFile.read(directory.authority)
        try former?.save()
        var lists = try fresh.revocationList([])
        for place in try directory.formerAuthorities() { lists += try PKIFile.read(place.revocations) }
        try PKIFile.replace(directory.revocations, lists, isSecret: false)
        try PKIFile.replace(directory.authority, own + accepted, isSecret: false)
        try PKIFile.replace(directory.authorityKey, PEM.key(fresh.key), isSecret: true)
        try PKIFile.replace(directory.register, [], isSecret: true)
        if !keepsFormer { try PKIFile.replace(directory.authority, own, isSecret: false) }
        return fresh
    }

    /// Copies the authority to where former ones are.
    private func save() throws(TLSError) {
        let place = PKIDirectory(directory.former + "/" + PeerIdentity.serial(certificate.pointer))
        try PKIFile.makeDirectory(place.path)
        let records = try issued()
        let copy = CertificateAuthority(place, certificate: certificate, key: key)
        try copy.write(records)
        try PKIFile.replace(place.authority, PEM.certificate(certificate), isSecret: false)
        try PKIFile.replace(place.revocations, revocationList(records), isSecret: false)
        try PKIFile.replace(place.authorityKey, PEM.key(key), isSecret: true)
    }

    /// Hosts and clients, and weftd, that have a certificate of a former authority that holds, and none of this one.
    public func subjectsLeftBehind(now: Int64) throws(TLSError) -> [CertificateSubject] {
        func holders(_ place: PKIDirectory) throws(TLSError) -> Set<CertificateSubject> {
            Set(try place.issued().filter { $0.revokedAt == nil && $0.notAfter > now }.map(\.subject))
        }
        var former: Set<CertificateSubject> = []
        for place in try directory.formerAuthorities() { former.formUnion(try holders(place)) }
        return former.subtracting(try holders(directory)).sorted { $0.description < $1.description }
    }

    /// Accepts former authorities no longer, and forgets their keys, registers and lists.
    ///
    /// - Returns: how many they were.
    public func dropFormer() throws(TLSError) -> Int {
        let lock = try PKIFile.lock(directory.lock)
        defer { PKIFile.unlock(lock) }
        let places = try directory.formerAuthorities()
        var dropped: [Handle] = []
        for place in places { dropped += try PEM.readCertificates(PKIFile.read(place.authority), of: place.authority) }
        // Others that somebody has put there stay.
        let kept = try PEM.readCertificates(PKIFile.read(directory.authority), of: directory.authority).filter {
            entry in
            !dropped.contains { X509_cmp($0.pointer, entry.pointer) == 0 }
        }
        var bundle: [UInt8] = []
        for entry in kept { bundle += try PEM.certificate(entry) }
        try PKIFile.replace(directory.authority, bundle, isSecret: false)
        for place in places { try place.remove() }
        try writeRevocations()
        return places.count
    }
}

extension PKIDirectory {
    /// Former authorities that are kept, each in a directory like this one, in a fixed order.
    public func formerAuthorities() throws(TLSError) -> [PKIDirectory] {
        try PKIFile.names(in: former).map { PKIDirectory(former + "/" + $0) }.filter { PKIFile.exists($0.authorityKey) }
    }

    /// Takes a former authority away; its key first, without which it counts as gone.
    fileprivate func remove() throws(TLSError) {
        for file in [authorityKey, authority, revocations, register] { try PKIFile.remove(file) }
        try PKIFile.removeDirectory(path)
    }
}
