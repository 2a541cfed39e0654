/// Says in time that certificates run out: once each when 30 days, 7 days and a day are left, and when none is.
///
/// Pure: whoever owns it asks it now and then, and says what time it is.
public struct ExpiryWatch {
    private static let days: [Int64] = [0, 1, 7, 30]

    /// By fingerprint, how many days were left when it was told of last.
    private var told: [String: Int64] = [:]

    public init() {}

    /// What is to be told now of the certificates that a context uses.
    ///
    /// - Parameter now: seconds since 1970.
    public mutating func check(_ context: TLSContext, now: Int64) -> [String] {
        let own = (context.identity, "our certificate", "`weft pki init --force`, then reload")
        let others = context.authorities.map {
            ($0, "the certificate authority", "`weft pki init --replace-ca --keep-former` begins a change to a new one")
        }
        return check([own] + others, now: now)
    }

    mutating func check(_ certificates: [(PeerIdentity, name: String, hint: String)], now: Int64) -> [String] {
        let before = told
        told = [:]
        return certificates.compactMap { identity, name, hint in
            let left = identity.notAfter - now
            guard let reached = Self.days.first(where: { left <= $0 * 86_400 }) else { return nil }
            told[identity.fingerprint] = reached
            if let last = before[identity.fingerprint], last <= reached { return nil }
            return "\(name) (\(identity)) \(Self.words(left)): \(hint)"
        }
    }

    private static func words(_ left: Int64) -> String {
        switch left {
        case ...0: "has expired: it is refused"
        case ..<86_400: "expires in \(left / 3600) h"
        default: "expires in \(left / 86_400) days"
        }
    }
}
