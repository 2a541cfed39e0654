import Glibc
import Synchronization

/// Names of the machine's accounts, as they were up to ten seconds ago: the system looks through files, and perhaps asks other
/// machines, each time that it is asked.
final class LocalAccounts: Sendable {
    private struct Known {
        var names: [uid_t: String] = [:]
        var administrators: gid_t?
        var until = ContinuousClock.now
    }

    private let known = Mutex(Known())
    private static let lifetime = Duration.seconds(10)
    /// More accounts than this do not administer one machine.
    private static let limit = 64

    /// The account's name; `uid N` when it has none.
    func name(of user: uid_t) -> String {
        fresh { known in
            if let name = known.names[user] { return name }
            let name = getpwuid(user).flatMap { String(validatingCString: $0.pointee.pw_name) } ?? "uid \(user)"
            if known.names.count < Self.limit { known.names[user] = name }
            return name
        }
    }

    /// The group whose members may do everything; nil where the machine has no such group.
    var administrators: gid_t? { fresh { $0.administrators } }

    private func fresh<Result: Sendable>(_ body: (inout Known) -> Result) -> Result {
        known.withLock { known in
            let now = ContinuousClock.now
            if now >= known.until {
                known = Known(administrators: getgrnam("weft")?.pointee.gr_gid, until: now + Self.lifetime)
            }
            return body(&known)
        }
    }
}
