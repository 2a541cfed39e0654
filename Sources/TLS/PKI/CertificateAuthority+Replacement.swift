import COpenSSL

// A new authority in the place of another. The former one is kept beside it with key, register and list: as long as hosts
// have its certificates, they can be revoked, and its list is part of the one that weftd reads.

extension CertificateAuthority {
    /// Makes a new authority in the place of the present one.
    ///
    /// Whatever interrupts it, either nothing has changed, or whoever works with the directory next completes it.
    ///
    /// - Parameter keepsFormer: whether the certificates of the present one, and of those that it accepts beside itself,
    ///   are accepted further; else what they signed is worth nothing from now on.
    public static func replace(
        in directory: PKIDirectory, validity: Validity, name: String = standardName, keepsFormer: Bool
    ) throws(TLSError) -> CertificateAuthority {
        try PKIFile.makeDirectory(directory.path)
        return try directory.locked { () throws(TLSError) in
            let fresh = try signedByItself(directory, validity: validity, name: name)
            // Unless it can be used, there is nothing to keep.
            let former = try? CertificateAuthority(opening: directory)
            if former == nil, keepsFormer {
                throw TLSError(
                    .missing, "there is no authority in \(directory.path) that can be kept",
                    hint: "without --keep-former every host needs a new certificate at once")
            }
            var lists = try fresh.revocationList([])
            var known = [fresh.certificate]
            if let former {
                lists += try former.revocationList(former.issued())
                known.append(former.certificate)
            }
            lists += try directory.otherLists(besides: known)
            let accepted = keepsFormer ? try PKIFile.read(directory.authority) : []
            try directory.putInForce(fresh, accepted: accepted, lists: lists, keeping: former)
            return fresh
        }
    }

    /// Hosts and clients, and weftd, that have a certificate of a former authority that holds, and none of this one.
    public func subjectsLeftBehind(now: Int64) throws(TLSError) -> [CertificateSubject] {
        var former: [IssuedCertificate] = []
        for place in try directory.formerAuthorities() { former += try place.issued() }
        // No certificate is of both. A change that was interrupted once could leave the former register in its place.
        let serials = Set(former.map(\.serial))
        let present = try directory.issued().filter { !serials.contains($0.serial) }
        func holders(_ records: [IssuedCertificate]) -> Set<CertificateSubject> {
            Set(records.filter { $0.revokedAt == nil && $0.notAfter > now }.map(\.subject))
        }
        return holders(former).subtracting(holders(present)).sorted { $0.description < $1.description }
    }

    public enum Dropping: Hashable, Sendable {
        /// So many former authorities are accepted no longer.
        case dropped(Int)
        /// Nothing has changed: these have a certificate of a former authority, and none of the present one.
        case leavesBehind([CertificateSubject])
    }

    /// Accepts former authorities no longer, and forgets their keys, registers and lists. The one in force stays, whatever
    /// else is kept of it. What is interrupted is completed by doing it again.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - isForced: although somebody is left behind, or nobody can say whether.
    public func dropFormer(now: Int64, isForced: Bool) throws(TLSError) -> Dropping {
        try directory.locked { () throws(TLSError) in
            let present = try CertificateAuthority(opening: directory)
            let behind = isForced ? [] : try present.subjectsLeftBehind(now: now)
            guard behind.isEmpty else { return .leavesBehind(behind) }
            let places = try directory.formerAuthorities()
            if !places.isEmpty { try present.accept(noneOf: places) }
            try directory.removeFormer()
            return .dropped(places.count)
        }
    }

    private func accept(noneOf places: [PKIDirectory]) throws(TLSError) {
        var dropped: [Handle] = []
        for place in places { dropped += try PEM.readCertificates(PKIFile.read(place.authority), of: place.authority) }
        dropped.removeAll { X509_cmp($0.pointer, certificate.pointer) == 0 }
        let foreign = try directory.foreignLists(besides: [certificate] + dropped)
        let lists = try revocationList(issued()) + foreign
        // Others that somebody has put there stay.
        var bundle: [UInt8] = []
        for entry in try PEM.readCertificates(PKIFile.read(directory.authority), of: directory.authority)
        where !dropped.contains(where: { X509_cmp($0.pointer, entry.pointer) == 0 }) {
            bundle += try PEM.certificate(entry)
        }
        try PKIFile.replace(directory.authority, bundle, isSecret: false)
        try PKIFile.replace(directory.revocations, lists, isSecret: false)
    }
}

extension PKIDirectory {
    /// Former authorities that are kept, each in a directory like this one, in a fixed order. The one in force is none of
    /// them, although a change that was interrupted once may have left a copy of it there.
    public func formerAuthorities() throws(TLSError) -> [PKIDirectory] {
        let key = try? PEM.readKey(PKIFile.read(authorityKey), of: authorityKey)
        defer { withExtendedLifetime(key) { ERR_clear_error() } }
        return try PKIFile.names(in: former).map { PKIDirectory(former + "/" + $0) }.filter { place in
            guard PKIFile.exists(place.authorityKey) else { return false }
            guard let key,
                let certificates = try? PEM.readCertificates(PKIFile.read(place.authority), of: place.authority)
            else { return true }
            return !certificates.contains { X509_check_private_key($0.pointer, key.pointer) == 1 }
        }
    }

    /// Whether certificates of a former authority that is kept are accepted.
    public func acceptsFormer() throws(TLSError) -> Bool {
        let accepted = try PEM.readCertificates(PKIFile.read(authority), of: authority)
        for place in try formerAuthorities() {
            let former = try PEM.readCertificates(PKIFile.read(place.authority), of: place.authority)
            if former.contains(where: { one in accepted.contains { X509_cmp($0.pointer, one.pointer) == 0 } }) {
                return true
            }
        }
        return false
    }

    /// Takes away what is kept of former authorities, whole or not; of each its key first, without which it counts as gone.
    fileprivate func removeFormer() throws(TLSError) {
        for name in try PKIFile.names(in: former) where name.utf8.allSatisfy(Self.isSerialDigit) {
            let place = PKIDirectory(former + "/" + name)
            try PKIFile.remove(place.authorityKey)
            try PKIFile.removeTree(place.path)
        }
    }

    /// What somebody has put beside them has other names.
    private static func isSerialDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }
}
