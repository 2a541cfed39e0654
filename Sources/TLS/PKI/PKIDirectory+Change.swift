// A change of authority touches many files. It is written down as a whole in `change/`, which comes into being by one rename.
// Before that nothing has changed; after it the change takes place, whatever interrupts it: whoever locks the directory next
// completes it. Each step can be done again.
//
//     change/ca-key.pem ca-cert.pem crl.pem    what is to be in force
//     change/former/                           what is to be kept of the authority in whose place it comes, if it is kept
//     change.new/                              a change that was not decided, or one that is complete: worth nothing

extension PKIDirectory {
    var change: PKIDirectory { PKIDirectory(path + "/change") }
    var changeDraft: PKIDirectory { PKIDirectory(path + "/change.new") }

    /// Whether a change of authority was decided and then interrupted.
    public var isChangePending: Bool { PKIFile.exists(change.path) }

    /// Completes a change of authority that was interrupted, as everything that changes the directory does.
    ///
    /// - Returns: whether there was one.
    public func completeChange() throws(TLSError) -> Bool {
        guard isChangePending else { return false }
        let lock = try PKIFile.lock(lock)
        defer { PKIFile.unlock(lock) }
        return try settle()
    }

    /// Runs `body` with the directory locked, and no change of authority under way. Not within itself.
    func locked<R>(_ body: () throws(TLSError) -> R) throws(TLSError) -> R {
        let lock = try PKIFile.lock(lock)
        defer { PKIFile.unlock(lock) }
        try settle()
        return try body()
    }

    /// Puts an authority in force. The directory is locked.
    ///
    /// - Parameters:
    ///   - accepted: certificates, in PEM, of the authorities that are accepted beside it.
    ///   - lists: all revocation lists.
    ///   - former: what is in force until now, to be kept with its register; nil when there is nothing that can be kept.
    func putInForce(
        _ fresh: CertificateAuthority, accepted: [UInt8], lists: [UInt8], keeping former: CertificateAuthority?
    ) throws(TLSError) {
        let draft = changeDraft
        try PKIFile.makeDirectory(draft.path)
        if let former {
            let place = PKIDirectory(draft.former)
            let records = try former.issued()
            try PKIFile.makeDirectory(place.path)
            try CertificateAuthority(place, certificate: former.certificate, key: former.key).write(records)
            try PKIFile.replace(place.authority, PEM.certificate(former.certificate), isSecret: false)
            try PKIFile.replace(place.revocations, former.revocationList(records), isSecret: false)
            try PKIFile.replace(place.authorityKey, PEM.key(former.key), isSecret: true)
        }
        try PKIFile.replace(draft.revocations, lists, isSecret: false)
        try PKIFile.replace(draft.authority, PEM.certificate(fresh.certificate) + accepted, isSecret: false)
        try PKIFile.replace(draft.authorityKey, PEM.key(fresh.key), isSecret: true)
        try PKIFile.rename(draft.path, change.path)
        try settle()
    }

    /// - Returns: whether a change was to be completed.
    @discardableResult
    private func settle() throws(TLSError) -> Bool {
        if PKIFile.exists(changeDraft.path) { try PKIFile.removeTree(changeDraft.path) }
        guard isChangePending else { return false }
        let kept = PKIDirectory(change.former)
        if PKIFile.exists(kept.path) {
            let certificates = try PEM.readCertificates(PKIFile.read(kept.authority), of: kept.authority)
            // Without this the certificate may be freed before its serial is read.
            let serial = withExtendedLifetime(certificates) { PeerIdentity.serial($0[0].pointer) }
            let place = PKIDirectory(former + "/" + serial)
            try PKIFile.makeDirectory(place.path)
            // The key comes last: with it the place counts.
            for (file, isSecret) in Self.authorityFiles { try copy(file, isSecret, from: kept, to: place) }
        }
        // weftd may read its files at any moment: whoever is accepted has a list, so the lists come first.
        for (file, isSecret) in Self.authorityFiles where file != \PKIDirectory.register {
            try copy(file, isSecret, from: change, to: self)
        }
        try PKIFile.replace(register, [], isSecret: true)
        try PKIFile.rename(change.path, changeDraft.path)
        try PKIFile.removeTree(changeDraft.path)
        return true
    }

    private static var authorityFiles: [(KeyPath<PKIDirectory, String>, isSecret: Bool)] {
        [(\.register, true), (\.revocations, false), (\.authority, false), (\.authorityKey, true)]
    }

    private func copy(
        _ file: KeyPath<PKIDirectory, String>, _ isSecret: Bool, from source: PKIDirectory, to target: PKIDirectory
    ) throws(TLSError) {
        try PKIFile.replace(target[keyPath: file], PKIFile.read(source[keyPath: file]), isSecret: isSecret)
    }
}
