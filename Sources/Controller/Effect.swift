public import OVSDB
public import OpenFlow
public import Topology

/// What the core asks of the shell.
public enum Effect: Sendable {
    /// Hosts whose databases Weft dials, with their addresses in Open vSwitch's notation: the whole list, replacing the last.
    case dial([HostID: String])
    case database(SessionID, DatabaseCommand)
    case openFlow(SessionID, OpenFlowCommand)
    /// To be made durable in the order given; answered by `Event.stored`.
    case store(StoreWrite, token: UInt64)
    case reply(RequestID, Response)
    case log(LogEntry)
}

public enum DatabaseCommand: Sendable {
    case transact(Transaction, id: UInt64)
    /// The replica cannot be trusted any more: monitor from the beginning.
    case resynchronise
    /// Asks for a sign of life; without one within the time the session is closed.
    case challenge(within: Duration)
    case close(reason: String)
}

public enum OpenFlowCommand: Sendable {
    /// Claims the primary role under this generation id (OpenFlow 1.3.5 section 6.3.6).
    case claimPrimary(generation: UInt64, request: UInt64)
    /// Has the switch tell from now on what others change in its flows.
    case monitorFlows(request: UInt64)
    /// Has the switch forward what others change in groups and meters.
    case forwardRequests(request: UInt64)
    /// Flows of one table, or of all.
    case readFlows(table: UInt8?, request: UInt64)
    case readGroups(request: UInt64)
    case readMeters(request: UInt64)
    /// How the switch handles fragments, which holds for the whole switch and anybody may change.
    case readConfiguration(request: UInt64)
    /// Sets `SwitchConfiguration.showingFragments`, as every session does at its beginning.
    case configure
    case program(ModificationBatch, id: UInt64)
    /// A frame put out by these actions.
    case emit(frame: [UInt8], actions: [Action])
    /// Asks for a sign of life; without one within the time the session is closed.
    case challenge(within: Duration)
    case close(reason: String)
}

/// One line for the log: a constant message, values beside it.
public struct LogEntry: Hashable, Sendable {
    public enum Level: String, Hashable, Sendable {
        case debug, info, warning, error
    }

    public let level: Level
    public let message: String
    public let values: [String: String]

    public init(_ level: Level, _ message: String, _ values: [String: String] = [:]) {
        self.level = level
        self.message = message
        self.values = values
    }
}
