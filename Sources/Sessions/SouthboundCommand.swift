public import OVSDB
public import OpenFlow

/// What the sessions with hosts are told to do.
///
/// A command for a session that is over is dropped without a word: its `closed` is on the way or has been heard, and
/// what was outstanding has failed before it. Ids of requests, transactions and batches are the caller's and come back
/// in the events.
public enum SouthboundCommand: Sendable {
    /// Answered by `transacted`.
    case transact(SessionKey, Transaction, id: UInt64)
    /// The replica cannot be trusted any more: monitor from the beginning. Another `ready` follows.
    case resynchronise(SessionKey)
    /// Answered by `closed` with this reason. A database that is dialled is dialled again.
    case closeDatabase(SessionKey, reason: String)

    /// Asks the peer of either kind for a sign of life; without one within the time the session ends.
    case challenge(SessionKey, within: Duration)

    /// Claims the primary role under this generation id (OpenFlow 1.3.5 section 6.3.6). Answered by `reply` or
    /// `requestFailed`.
    case claimPrimary(SessionKey, generation: UInt64, request: UInt64)
    /// Has the switch tell from now on which flows others change. Answered by `reply` or `requestFailed`.
    case monitorFlows(SessionKey, request: UInt64)
    /// Has the switch forward what others change in groups and meters. Answered by `reply` or `requestFailed`.
    case forwardRequests(SessionKey, request: UInt64)
    /// Reads the flows of one table, or of all. Answered by `flows` or `requestFailed`.
    case readFlows(SessionKey, table: UInt8?, request: UInt64)
    /// Reads every group. Answered by `groups` or `requestFailed`.
    case readGroups(SessionKey, request: UInt64)
    /// Reads every meter. Answered by `meters` or `requestFailed`.
    case readMeters(SessionKey, request: UInt64)
    /// Reads how the switch handles fragments. Answered by `reply` or `requestFailed`.
    case readConfiguration(SessionKey, request: UInt64)
    /// Sets again what the session set when it began: `SwitchConfiguration.showingFragments`.
    case configure(SessionKey)
    /// Answered by `programmed`.
    case program(SessionKey, ModificationBatch, id: UInt64)
    /// A frame that these actions put out; they see the controller as in_port. Dropped when the switch does not take
    /// what waits for it.
    case emit(SessionKey, frame: [UInt8], actions: [Action])
    /// Answered by `closed` with this reason.
    case closeSwitch(SessionKey, reason: String)

    /// The session concerned.
    public var session: SessionKey {
        switch self {
        case .transact(let key, _, _), .resynchronise(let key), .closeDatabase(let key, _), .challenge(let key, _),
            .claimPrimary(let key, _, _), .monitorFlows(let key, _),
            .forwardRequests(let key, _), .readFlows(let key, _, _), .readGroups(let key, _), .readMeters(let key, _),
            .readConfiguration(let key, _), .configure(let key), .program(let key, _, _),
            .emit(let key, _, _), .closeSwitch(let key, _):
            key
        }
    }
}
