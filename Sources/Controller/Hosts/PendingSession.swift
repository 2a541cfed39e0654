import OVSDB

/// A database session whose host is not known yet, or is in no document.
struct PendingSession {
    let id: SessionID
    let peer: String
    var replica: Replica
    var isLoaded = false
    var systemID: String?
    var openVSwitchVersion: String?
    /// It has been told once that no document names it.
    var isAnnounced = false
}
