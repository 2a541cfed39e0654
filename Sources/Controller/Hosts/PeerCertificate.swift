/// What the certificate of a peer says, which it proved to have the key of.
public struct PeerCertificate: Hashable, Sendable {
    /// The hosts that it may speak for.
    public let systemIDs: [String]
    /// For people: `CN kvm1, serial 3F0A…`.
    public let subject: String
    /// The end of its validity, in seconds since 1970.
    public let notAfter: Int64

    public init(systemIDs: [String], subject: String, notAfter: Int64) {
        self.systemIDs = systemIDs
        self.subject = subject
        self.notAfter = notAfter
    }

    /// `kvm1`, or `no host`.
    var names: String { systemIDs.isEmpty ? "no host" : systemIDs.joined(separator: ", ") }
}
