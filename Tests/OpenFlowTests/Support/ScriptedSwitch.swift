import NetworkTypes
import OpenFlow

/// The other end of a connection machine, message by message.
struct ScriptedSwitch: ~Copyable {
    var connection: OpenFlowConnection
    var now = MonotonicTime(seconds: 100)
    let version: OpenFlowVersion

    init(
        _ version: OpenFlowVersion = .v1_5,
        configuration: OpenFlowConnection.Configuration = OpenFlowConnection.Configuration()
    ) {
        self.version = version
        connection = OpenFlowConnection(configuration: configuration, now: MonotonicTime(seconds: 100))
    }

    /// A machine whose handshake is over.
    static func ready(
        _ version: OpenFlowVersion = .v1_5,
        configuration: OpenFlowConnection.Configuration = OpenFlowConnection.Configuration()
    ) throws -> ScriptedSwitch {
        var peer = ScriptedSwitch(version, configuration: configuration)
        _ = try peer.sent()
        _ = peer.answer(.hello(Hello(version...version)), xid: 1)
        let request = try peer.sent()
        _ = peer.answer(.featuresReply(features), xid: request.last?.xid ?? 0)
        return peer
    }

    static let features = Features(datapathID: DatapathID(7), tableCount: 254)

    /// What the machine wrote since last time.
    mutating func sent() throws -> [(message: Message, xid: UInt32)] {
        var bytes: [UInt8] = []
        repeat { for chunk in connection.takeOutput() { bytes += chunk } } while connection.hasMoreOutput
        var result: [(message: Message, xid: UInt32)] = []
        while bytes.count >= 8 {
            let length = Int(bytes[2]) << 8 | Int(bytes[3])
            let (header, message) = try Message.decode(Array(bytes.prefix(length)))
            result.append((message, header.xid))
            bytes.removeFirst(length)
        }
        return result
    }

    mutating func answer(_ message: Message, xid: UInt32) -> [OpenFlowConnection.Event] {
        connection.receive(message.encoded(version: version, xid: xid), now: now)
    }

    mutating func receive(_ bytes: [UInt8]) -> [OpenFlowConnection.Event] { connection.receive(bytes, now: now) }

    /// Lets time pass, without a sound from the switch.
    mutating func pass(_ duration: Duration) -> [OpenFlowConnection.Event] {
        now = now + duration
        return connection.tick(now: now)
    }

    mutating func request(_ message: Message, id: UInt64) { connection.request(message, id: id, now: now) }
    mutating func readFlows(id: UInt64) { connection.readFlows(id: id, now: now) }
    mutating func program(_ batch: ModificationBatch, id: UInt64) { connection.program(batch, id: id, now: now) }
}

extension [OpenFlowConnection.Event] {
    /// One word an event, for comparing.
    var summary: [String] {
        map { event in
            switch event {
            case .ready(let version, let datapath, _, _): "ready \(version) \(datapath.rawValue)"
            case .reply(let id, _): "reply \(id)"
            case .flows(let id, let flows, let isLast): "flows \(id) \(flows.count) \(isLast ? "last" : "more")"
            case .groups(let id, let groups, let isLast): "groups \(id) \(groups.count) \(isLast ? "last" : "more")"
            case .meters(let id, let meters, let isLast): "meters \(id) \(meters.count) \(isLast ? "last" : "more")"
            case .requestFailed(let id, let failure): "failed \(id) \(failure)"
            case .programmed(let id, .committed): "programmed \(id) committed"
            case .programmed(let id, .refused(let members)):
                "programmed \(id) refused \(members.map { "\($0.index) \($0.error.name)" })"
            case .programmed(let id, .failed(let failure)): "programmed \(id) failed \(failure)"
            case .asynchronous: "asynchronous"
            case .closed(let reason): "closed \(reason)"
            }
        }
    }
}
