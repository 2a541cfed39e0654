public import NetworkTypes
public import OVSDB
public import OpenFlow
public import Topology

/// What the shell tells the core.
public enum Event: Sendable {
    case database(SessionID, DatabaseEvent)
    case openFlow(SessionID, OpenFlowEvent)
    /// An attempt to reach a host's database failed; the shell goes on trying.
    case dialFailed(HostID, reason: String)
    /// Somebody who dialled was turned away before he said a word: no certificate, a wrong one…
    case refused(peer: String, reason: String)
    /// The shell read keys and certificates again; `isInForce` is whether it took them.
    case certificatesRead(isInForce: Bool, detail: String)
    /// A certificate that the shell uses runs out.
    case certificateExpires(detail: String)
    /// Connections that listeners did not let in within the last second, and where the last one came from.
    case turnedAway(count: Int, last: String)
    /// A write is durable, or could not be made so.
    case stored(token: UInt64, failure: String?)
    case request(RequestID, Request)
}

public enum DatabaseOrigin: Hashable, Sendable {
    /// Weft dialled this host.
    case dialled(HostID)
    /// The host dialled; who it is follows from its system-id.
    case accepted(peer: String)
}

/// A session with a host's ovsdb-server.
public enum DatabaseEvent: Sendable {
    /// Whose certificate the peer showed; comes before `ready`, and not without TLS.
    case identified(PeerCertificate)
    /// The monitor stands; the initial updates follow.
    case ready(DatabaseOrigin, DatabaseSchema)
    case updates(TableUpdates, isInitial: Bool)
    case transacted(id: UInt64, Result<TransactionResult, OVSDBError>)
    case closed(peer: String, reason: String)
}

/// A session with a host's ovs-vswitchd.
public enum OpenFlowEvent: Sendable {
    /// Whose certificate the peer showed; comes before `ready`, and not without TLS.
    case identified(PeerCertificate)
    /// The handshake is over; the switch says how many tables it has.
    case ready(peer: String, OpenFlowVersion, DatapathID, tableCount: UInt8)
    case flows(request: UInt64, [Flow], isLast: Bool)
    case groups(request: UInt64, [Group], isLast: Bool)
    case meters(request: UInt64, [Meter], isLast: Bool)
    case reply(request: UInt64)
    /// The answer to a claim: the role that the switch gives this session.
    case role(request: UInt64, RoleMessage)
    /// How the switch handles fragments.
    case configuration(request: UInt64, SwitchConfiguration)
    /// No answer will come; a refusal when the switch said so by an error.
    case requestFailed(request: UInt64, reason: String, isRefusal: Bool)
    /// Flows changed by others, in the switch's order; this session's own changes are left out.
    case flowUpdates([FlowUpdate])
    /// Another controller changed a group or a meter.
    case requestForwarded(RequestForward)
    case roleChanged(RoleStatus)
    /// A flow is said to be gone that asked to be told of; Weft's never ask.
    case flowRemoved(FlowRemoved)
    /// A frame that a flow of ours sent to the controller.
    case packetIn(PacketIn)
    case programmed(id: UInt64, OpenFlowConnection.ProgramResult)
    case closed(peer: String, reason: String)
}
