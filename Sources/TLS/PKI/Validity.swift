/// From when to when a certificate holds, in seconds since 1970.
public struct Validity: Hashable, Sendable {
    public var notBefore: Int64
    public var notAfter: Int64

    public init(notBefore: Int64, notAfter: Int64) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// So many days from now on; it begins an hour ago, since clocks differ.
    public static func days(_ days: Int, from now: Int64) -> Validity {
        Validity(notBefore: now - 3600, notAfter: now + Int64(days) * 86_400)
    }
}
