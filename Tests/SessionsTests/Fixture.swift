import EventLoop
import NetworkTypes
import OVSDB
import OpenFlow
import Sessions
import Synchronization
import Testing

/// What a southbound said, for a test to look at.
final class Events: Sendable {
    private let events = Mutex<[SouthboundEvent]>([])

    func take(_ batch: [SouthboundEvent]) { events.withLock { $0 += batch } }

    var all: [SouthboundEvent] { events.withLock { $0 } }

    /// What `find` makes of the events so far, as soon as it makes something of them.
    func wait<R>(
        _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
        find: (ArraySlice<SouthboundEvent>) -> R?
    ) async throws -> R {
        for _ in 0..<10_000 {
            if let result = find(all[...]) { return result }
            try await Task.sleep(for: .milliseconds(3))
        }
        let last = all.suffix(5).map { String("\($0)".prefix(600)) }.joined(separator: "\n")
        return try #require(
            nil as R?, "\(what); the last of \(all.count) events:\n\(last)", sourceLocation: sourceLocation)
    }
}

/// Waits until the condition holds, for half a minute at the longest.
func eventually(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) async throws {
    for _ in 0..<10_000 {
        if condition() { return }
        try await Task.sleep(for: .milliseconds(3))
    }
    try #require(Bool(false), what, sourceLocation: sourceLocation)
}

/// A southbound on a loop of its own, stopped at the end whatever happens. Stopping a loop traps when a handle is left
/// open.
func withSouthbound(
    configure: (inout SouthboundConfiguration) -> Void = { _ in },
    _ body: (Southbound, Events) async throws -> Void
) async throws {
    let monitored = ["Open_vSwitch", "Bridge", "Port", "Interface", "Controller"]
    var configuration = SouthboundConfiguration(
        database: OVSDBClient.Configuration(monitored: monitored.map { .init($0) }), backoffSeed: 1)
    configuration.maximumBackoff = .seconds(1)
    // Switches played by tests do not answer probes, and a loaded machine is slow.
    configuration.openFlow.probeInterval = .seconds(60)
    configure(&configuration)
    let loop = EventLoop(name: "test-sessions")
    try loop.start()
    defer { loop.stop() }
    let events = Events()
    let southbound = Southbound(loop: loop, configuration: configuration) { events.take($0) }
    defer { southbound.stop() }
    try await body(southbound, events)
}

extension SocketAddress {
    static let anyLoopbackPort = SocketAddress(.tcp(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 0), passive: true)
}

// MARK: What events say

struct ReadyDatabase {
    let key: SessionKey
    let origin: SouthboundEvent.DatabaseOrigin
    let schema: DatabaseSchema
}

struct ReadySwitch {
    let key: SessionKey
    let peer: String
    let version: OpenFlowVersion
    let datapathID: DatapathID
}

struct Closed: Equatable {
    let key: SessionKey
    let reason: String
}

extension Sequence<SouthboundEvent> {
    var readyDatabases: [ReadyDatabase] {
        compactMap {
            guard case .database(let key, .ready(let origin, let schema)) = $0 else { return nil }
            return ReadyDatabase(key: key, origin: origin, schema: schema)
        }
    }

    var readySwitches: [ReadySwitch] {
        compactMap {
            guard case .openFlow(let key, .ready(let peer, let version, let datapathID, _)) = $0 else { return nil }
            return ReadySwitch(key: key, peer: peer, version: version, datapathID: datapathID)
        }
    }

    var closed: [Closed] {
        compactMap {
            switch $0 {
            case .database(let key, .closed(_, let reason)), .openFlow(let key, .closed(_, let reason)):
                Closed(key: key, reason: reason)
            default: nil
            }
        }
    }

    /// Reasons of failed attempts to dial a name.
    func failures(of name: String) -> [String] {
        compactMap { if case .dialFailed(name, let reason) = $0 { reason } else { nil } }
    }

    func updates(_ key: SessionKey) -> [TableUpdates] {
        compactMap { if case .database(key, .updates(let updates, _)) = $0 { updates } else { nil } }
    }

    func outcome(_ key: SessionKey, _ id: UInt64) -> Result<TransactionResult, OVSDBError>? {
        for case .database(key, .transacted(id, let outcome)) in self { return outcome }
        return nil
    }

    func programmed(_ key: SessionKey, _ id: UInt64) -> OpenFlowConnection.ProgramResult? {
        for case .openFlow(key, .programmed(id, let result)) in self { return result }
        return nil
    }

    /// The whole answer to a reading of flows, once its last part is there.
    func flows(_ key: SessionKey, _ request: UInt64) -> [Flow]? {
        var flows: [Flow] = []
        for case .openFlow(key, .flows(request, let part, let isLast)) in self {
            flows += part
            if isLast { return flows }
        }
        return nil
    }

    func groups(_ key: SessionKey, _ request: UInt64) -> [Group]? {
        var groups: [Group] = []
        for case .openFlow(key, .groups(request, let part, let isLast)) in self {
            groups += part
            if isLast { return groups }
        }
        return nil
    }

    func reply(_ key: SessionKey, _ request: UInt64) -> Message? {
        for case .openFlow(key, .reply(request, let message)) in self { return message }
        return nil
    }
}
