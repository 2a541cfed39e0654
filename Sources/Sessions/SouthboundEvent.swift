public import NetworkTypes
public import OVSDB
public import OpenFlow
public import TLS

/// What came of the sessions with hosts.
///
/// A session's events come in their order, and `closed` is its last one. A session that ends before it was ready says
/// nothing but `closed`, and who it proved to be if it got that far.
public enum SouthboundEvent: Sendable {
    case database(SessionKey, DatabaseEvent)
    case openFlow(SessionKey, OpenFlowEvent)
    /// An attempt to dial this database came to nothing: no connection, or none that got as far as `ready`. The next
    /// attempt follows by itself.
    case dialFailed(name: String, reason: String)
    /// Somebody who dialled was turned away by TLS. Repeated refusals are counted, not told one by one.
    case refused(peer: String, reason: String)
    /// Listeners turned connections away within the last second, for the limits; the last one came from there.
    case turnedAway(count: Int, last: String)

    /// How a session with a database came about.
    public enum DatabaseOrigin: Hashable, Sendable {
        /// Weft dialled the database that `Southbound.setDialled` has under this name.
        case dialled(name: String)
        /// The database dialled; who it is has to follow from its contents.
        case accepted(peer: String)
    }

    /// Of a session with an ovsdb-server.
    public enum DatabaseEvent: Sendable {
        /// Over TLS: whose certificate the peer showed; comes before `ready`.
        case identified(PeerIdentity)
        /// The monitor stands; the initial updates follow, and they are everything there is: start from an empty replica
        /// of this schema. Comes again after `SouthboundCommand.resynchronise`.
        case ready(DatabaseOrigin, DatabaseSchema)
        /// To be applied to the replica in order.
        case updates(TableUpdates, isInitial: Bool)
        /// The outcome of the transaction given this id, exactly once.
        case transacted(id: UInt64, Result<TransactionResult, OVSDBError>)
        /// The session is over.
        case closed(peer: String, reason: String)
    }

    /// Of a session with an ovs-vswitchd.
    public enum OpenFlowEvent: Sendable {
        /// Over TLS: whose certificate the peer showed; comes before `ready`.
        case identified(PeerIdentity)
        /// The handshake is over; the switch says how many tables it has.
        case ready(peer: String, OpenFlowVersion, DatapathID, tableCount: UInt8)
        /// One part of the answer to `readFlows`.
        case flows(request: UInt64, [Flow], isLast: Bool)
        /// One part of the answer to `readGroups`.
        case groups(request: UInt64, [Group], isLast: Bool)
        /// One part of the answer to `readMeters`.
        case meters(request: UInt64, [Meter], isLast: Bool)
        /// The answer to any other request.
        case reply(request: UInt64, Message)
        /// No answer, or no more parts of it, will come; a refusal when the switch answered with an error. What a session
        /// that ends leaves unanswered is not listed: `closed` stands for it.
        case requestFailed(request: UInt64, reason: String, isRefusal: Bool)
        /// The outcome of the batch given this id, exactly once.
        case programmed(id: UInt64, OpenFlowConnection.ProgramResult)
        /// What the switch sends on its own: port changes, packets, removed flows, errors that belong to no request.
        case asynchronous(Message)
        /// The session is over.
        case closed(peer: String, reason: String)
    }
}
