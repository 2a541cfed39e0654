import Foundation
import NetworkTypes
import OpenFlow
import Synchronization

/// The switch of a host whose `ovs-vswitchd` is dead, played by a scenario over OpenFlow 1.5: an empty one that takes
/// whatever it is told and holds nothing of it.
final class FalseSwitch {
    let peer: HostilePeer
    /// The controller's question for flows, once it has been asked while `holdsFlows`: by its xid.
    private(set) var flowsQuestion: UInt32?
    /// Messages that would change flows, groups or meters.
    private(set) var changesReceived = 0
    /// Whether questions for flows are left to the scenario.
    private let holdsFlows: Bool
    private let features: Features
    private var input: [UInt8] = []

    private static let version = OpenFlowVersion.v1_5
    /// FLOW_MOD, GROUP_MOD, METER_MOD, BUNDLE_ADD_MESSAGE (OpenFlow 1.5.1, section 7.1.1).
    private static let changes: Set<UInt8> = [14, 15, 29, 34]

    /// Connects as the switch of a host.
    ///
    /// - Parameter number: the host's, by the order in which hosts were declared.
    init(_ fabric: Fabric, on host: String, number: UInt64, tableCount: UInt8 = 254, holdsFlows: Bool = false) throws {
        guard let peer = try HostilePeer.dial(fabric, from: host, port: 6653).first else {
            throw ScenarioError("no connection from \(host)")
        }
        self.peer = peer
        self.holdsFlows = holdsFlows
        features = Features(datapathID: DatapathID(0x0000_5745_4600_0000 | number), tableCount: tableCount)
        send(.hello(Hello(Self.version...Self.version)), xid: 1)
    }

    func send(_ message: Message, xid: UInt32 = 0) { peer.send(message.encoded(version: Self.version, xid: xid)) }

    /// Answers what the controller asks until something is so; throws when it is not so in time.
    ///
    /// - Returns: false when the controller has hung up before.
    @discardableResult
    func answer(
        _ what: String, within limit: Duration = .seconds(10), until condition: () throws -> Bool
    ) throws -> Bool {
        let start = ContinuousClock.now
        while try !condition() {
            guard ContinuousClock.now - start < limit else { throw ScenarioError("not within \(limit): \(what)") }
            guard let bytes = peer.receive(waiting: 20) else { return false }
            input += bytes
            while input.count >= 8 {
                let length = max(8, Int(input[2]) << 8 | Int(input[3]))
                guard input.count >= length else { break }
                let reply = reply(to: Array(input[..<length]))
                input.removeFirst(length)
                if !reply.isEmpty { peer.send(reply) }
            }
        }
        return true
    }

    private func reply(to message: [UInt8]) -> [UInt8] {
        let xid = message[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
        let body = Array(message[8...])
        func answer(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
            let length = UInt16(8 + body.count)
            return [6, type, UInt8(length >> 8), UInt8(length & 0xff)] + message[4..<8] + body
        }
        if Self.changes.contains(message[1]) { changesReceived += 1 }
        switch message[1] {
        case 2: return answer(3, body)
        case 5: return Message.featuresReply(features).encoded(version: Self.version, xid: xid)
        case 18 where holdsFlows && body[1] == 1:
            flowsQuestion = xid
            return []
        // An answer in one part that is empty, of the type that was asked for.
        case 18: return answer(19, [body[0], body[1], 0, 0, 0, 0, 0, 0])
        case 20: return answer(21, [])
        case 24: return answer(25, body)
        // Bundles are opened, closed and committed: the type of the reply follows that of the request.
        case 33: return answer(33, Array(body[..<4]) + [body[4], body[5] + 1] + body[6...])
        default: return []
        }
    }
}

/// Bytes that are sent again and again, as fast as the controller takes them.
final class Flood: Sendable {
    private struct State {
        var sent = 0
        var isStopped = false
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    /// - Parameter limit: bytes after which it ends by itself.
    init(_ peer: HostilePeer, _ bytes: [UInt8], limit: Int) {
        let thread = Thread { [self] in
            var rest = bytes[...]
            while state.withLock({ !$0.isStopped && $0.sent < limit }) {
                guard let count = peer.send(Array(rest), within: .milliseconds(100)) else { break }
                state.withLock { $0.sent += count }
                rest = count == rest.count ? bytes[...] : rest.dropFirst(count)
            }
            state.withLock { $0.hasEnded = true }
            done.signal()
        }
        thread.start()
    }

    /// Bytes that the controller's side of the connection has taken.
    var sent: Int { state.withLock { $0.sent } }
    /// Whether the controller has hung up, or the limit is reached.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    func stop() {
        state.withLock { $0.isStopped = true }
        done.wait()
    }
}
