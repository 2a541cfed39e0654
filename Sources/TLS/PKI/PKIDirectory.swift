/// How `weft pki` lays out its files.
///
///     ca-key.pem ca-cert.pem crl.pem issued       the authority
///     weftd-key.pem weftd-cert.pem                 weftd
///     hosts/NAME-key.pem hosts/NAME-cert.pem       to be copied to the hosts
///     former/SERIAL/                               an authority that was replaced: ca-key.pem ca-cert.pem crl.pem issued
///     change/                                      a change of authority that is under way, see `putInForce`
///     clients/NAME-key.pem clients/NAME-cert.pem   for those who use the API
public struct PKIDirectory: Hashable, Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// Under weftd's state directory.
    public init(stateDirectory: String) { path = stateDirectory + "/pki" }

    public var authorityKey: String { path + "/ca-key.pem" }
    public var authority: String { path + "/ca-cert.pem" }
    public var revocations: String { path + "/crl.pem" }
    var register: String { path + "/issued" }
    var former: String { path + "/former" }
    var lock: String { path + "/.lock" }

    /// Whether an authority, or a part of one, is there.
    public var hasAuthority: Bool { PKIFile.exists(authorityKey) || PKIFile.exists(authority) }

    public func key(_ subject: CertificateSubject) -> String { path + "/" + subject.stem + "-key.pem" }
    public func certificate(_ subject: CertificateSubject) -> String { path + "/" + subject.stem + "-cert.pem" }

    /// What weftd reads.
    public var controllerFiles: TLSFiles {
        TLSFiles(
            privateKey: key(.controller), certificate: certificate(.controller), authority: authority,
            revocations: revocations)
    }

    /// What a host reads; it checks no revocations.
    public func hostFiles(_ name: String) -> TLSFiles {
        let subject = CertificateSubject.host(name: name)
        return TLSFiles(privateKey: key(subject), certificate: certificate(subject), authority: authority)
    }
}

/// Whom a certificate is made for; the name is that of its files.
public enum CertificateSubject: Hashable, Sendable, CustomStringConvertible {
    case controller
    case host(name: String)
    case client(name: String)

    /// The path of its files within the directory, without the endings.
    var stem: String {
        switch self {
        case .controller: "weftd"
        case .host(let name): "hosts/" + name
        case .client(let name): "clients/" + name
        }
    }

    /// `weftd`, `host/kvm1`, `client/ada`: as the command line and the register write it.
    public var description: String {
        switch self {
        case .controller: "weftd"
        case .host(let name): "host/" + name
        case .client(let name): "client/" + name
        }
    }

    /// The inverse of `description`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.count, parts[0]) {
        case (1, "weftd"): self = .controller
        case (2, "host"): self = .host(name: parts[1])
        case (2, "client"): self = .client(name: parts[1])
        default: return nil
        }
    }

    var commonName: String {
        switch self {
        case .controller: "weftd"
        case .host(let name), .client(let name): name
        }
    }

    /// Names become names of files and common names: 1 to 64 letters, digits and `.-_`, beginning with a letter or digit.
    func check() throws(TLSError) {
        let bytes = Array(commonName.utf8)
        let isFine = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard (1...64).contains(bytes.count), isFine, let first = bytes.first, first >= UInt8(ascii: "0") else {
            throw TLSError(
                .invalid, "`\(commonName)` is no name for a certificate",
                hint: "1 to 64 of a-z, A-Z, 0-9, `.`, `-` and `_`, beginning with a letter or a digit")
        }
    }
}
