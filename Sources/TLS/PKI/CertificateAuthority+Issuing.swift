import COpenSSL

extension CertificateAuthority {
    /// Makes a key and a certificate, and writes both into the directory. The authority that is in force there signs.
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
        return try directory.locked { () throws(TLSError) in
            let present = try CertificateAuthority(opening: directory)
            let template = try present.template(subject, systemID, isDialled, addresses, validity)
            let files = [directory.key(subject), directory.certificate(subject)]
            if let present = files.first(where: PKIFile.exists), !force {
                throw TLSError(
                    .exists, "\(present) is there already",
                    hint:
                        "--force replaces key and certificate; `weft pki revoke \(subject)` first, if the old key is lost"
                )
            }
            let key = try Self.newKey()
            let signed = try present.sign(template, key: key)
            let record = IssuedCertificate(
                subject: subject, serial: PeerIdentity.serial(signed.pointer), notAfter: template.validity.notAfter,
                systemID: systemID)
            try present.write(issued() + [record])
            if let slash = files[0].lastIndex(of: "/") { try PKIFile.makeDirectory(String(files[0][..<slash])) }
            try PKIFile.replace(files[0], PEM.key(key), isSecret: true)
            try PKIFile.replace(files[1], PEM.certificate(signed), isSecret: false)
            return record
        }
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
