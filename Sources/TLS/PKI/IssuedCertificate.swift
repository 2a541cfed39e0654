/// A line of the register: a certificate that the authority signed.
public struct IssuedCertificate: Hashable, Sendable {
    public var subject: CertificateSubject
    /// Upper-case hexadecimal.
    public var serial: String
    /// Seconds since 1970.
    public var notAfter: Int64
    /// Of a host's certificate.
    public var systemID: String?
    /// Seconds since 1970; nil while it holds.
    public var revokedAt: Int64?
}

extension IssuedCertificate {
    /// `SERIAL NOTAFTER REVOKED SUBJECT URI`, with `-` for what is not there.
    var line: String {
        let uri = systemID.map { CertificateName.host(systemID: $0).uri } ?? "-"
        return "\(serial) \(notAfter) \(revokedAt.map(String.init) ?? "-") \(subject) \(uri)"
    }

    init?(line: Substring) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 5, let notAfter = Int64(words[1]), words[2] == "-" || Int64(words[2]) != nil,
            let subject = CertificateSubject(words[3])
        else { return nil }
        self.init(subject: subject, serial: words[0], notAfter: notAfter, revokedAt: Int64(words[2]))
        guard words[4] != "-" else { return }
        guard case .host(let systemID)? = CertificateName(uri: words[4]) else { return nil }
        self.systemID = systemID
    }
}
