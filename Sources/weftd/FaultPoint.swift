import Glibc
import Synchronization

/// Places in the life of a change at which tests have the daemon killed, as `kill -9` would; see "Killed at a point" in
/// docs/architecture.md. Nothing happens unless `WEFTD_KILL_AT` names one.
enum FaultPoint: String {
    /// A change has been read and nothing of it written.
    case afterAccept = "after-accept"
    /// A revision is written, and the disk not yet waited for.
    case beforeSync = "before-sync"
    /// A revision is durable, and nothing has come of it.
    case afterSync = "after-sync"
    /// A switch has confirmed one bundle of a change, and not been sent the next.
    case betweenBundles = "between-bundles"
    /// One of several hosts has been sent its part of a change.
    case betweenHosts = "between-hosts"

    /// Read once, at the start.
    private static let armed = ProcessEnvironment.variables["WEFTD_KILL_AT"].flatMap(FaultPoint.init)
    private static let isArmed = Mutex(false)

    static func checkEnvironment() throws {
        let name = ProcessEnvironment.variables["WEFTD_KILL_AT"]
        if let name, FaultPoint(rawValue: name) == nil {
            throw StartError("usage", "WEFTD_KILL_AT: no point `\(name)`")
        }
    }

    /// A change of documents is under way: from here on the point counts.
    static func changeBegins() {
        if armed != nil { isArmed.withLock { $0 = true } }
    }

    static func isNext(_ point: FaultPoint) -> Bool { armed == point && isArmed.withLock { $0 } }

    /// Ends the process here when this is the point.
    static func reach(_ point: FaultPoint) {
        guard isNext(point) else { return }
        kill(getpid(), SIGKILL)
        // The signal is on its way, and nothing may happen before it arrives.
        while true { pause() }
    }
}
