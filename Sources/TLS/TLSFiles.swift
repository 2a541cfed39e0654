/// Where keys and certificates lie, all of them PEM files.
public struct TLSFiles: Hashable, Sendable {
    public var privateKey: String
    /// Our certificate, and those between it and the authority's if there are any.
    public var certificate: String
    /// The authorities whose certificates are accepted.
    public var authority: String
    /// What those authorities have revoked; nil: nothing is checked against a list.
    public var revocations: String?
    /// Whether it is fine that the list is not there.
    public var isListOptional = false

    public init(privateKey: String, certificate: String, authority: String, revocations: String? = nil) {
        self.privateKey = privateKey
        self.certificate = certificate
        self.authority = authority
        self.revocations = revocations
    }
}
