import EventLoop
import Glibc
import NetworkTypes
import OVSDB
import OpenFlow
import Sessions
import Testing

@Suite("Switches", .enabled(if: RealHost.isAvailable, "Open vSwitch is not installed"), .timeLimit(.minutes(3)))
struct SwitchTests {
    /// Runs `body` with a host with a bridge, whose switch has come to us.
    private func withSwitch(
        protocols: String? = nil, _ body: (Southbound, Events, RealHost, ReadySwitch) async throws -> Void
    ) async throws {
        let host = try RealHost()
        try await withSouthbound { southbound, events in
            let ready = try await connect(host, southbound, events, protocols: protocols)
            try await body(southbound, events, host, ready)
        }
    }

    private func connect(
        _ host: RealHost, _ southbound: Southbound, _ events: Events, protocols: String?
    ) async throws -> ReadySwitch {
        let address = try southbound.listenSwitches(on: .anyLoopbackPort)
        southbound.setDialled(["kvm1": host.database])
        let database = try await events.wait("the monitor stands") { $0.readyDatabases.first }
        var transaction = RealHost.bridge(controller: address)
        if let protocols { transaction.update("Bridge", where: [], row: ["protocols": .string(protocols)]) }
        southbound.perform([.transact(database.key, transaction, id: 1)])
        let outcome = try await events.wait("the bridge is made") { $0.outcome(database.key, 1) }
        _ = try outcome.get()
        try host.startSwitch()
        return try await events.wait("the switch is there") { $0.readySwitches.first }
    }

    private static let groups = [
        Group(id: 1, type: .all, buckets: [Bucket(id: 0, actions: [.output(PortNumber(1))])])
    ]
    private static let flows = (0..<200).map { number in
        Flow(
            table: UInt8(number % 2), priority: 100, cookie: UInt64(number),
            match: Match([MatchField(.inPort, UInt128(number + 1))]), actions: [.group(1)])
    }

    private static func additions() -> ModificationBatch {
        var batch = ModificationBatch()
        batch.append(GroupBlock(groups), .add)
        batch.append(FlowBlock(flows))
        return batch
    }

    @Test(
        "What is programmed is read back",
        arguments: [
            ("OpenFlow13", OpenFlowVersion.v1_3), ("OpenFlow14", .v1_4), ("OpenFlow15", .v1_5),
        ])
    func programs(protocols: String, version: OpenFlowVersion) async throws {
        try await withSwitch(protocols: protocols) { southbound, events, _, ready in
            #expect(ready.version == version)
            #expect(ready.datapathID == DatapathID(0xa1))
            #expect(ready.peer.hasPrefix("tcp:127.0.0.1:"))
            southbound.perform([
                .claimPrimary(ready.key, generation: 1, request: 1),
                .program(ready.key, Self.additions(), id: 2),
            ])
            let result = try await events.wait("the batch is done") { $0.programmed(ready.key, 2) }
            #expect(result == .committed)
            guard case .roleReply(let role) = events.all.reply(ready.key, 1) else {
                Issue.record("the role was not answered before the batch")
                return
            }
            #expect(role.role == .primary && role.generation == 1)

            southbound.perform([
                .readFlows(ready.key, table: nil, request: 3), .readFlows(ready.key, table: 1, request: 4),
                .readGroups(ready.key, request: 5),
            ])
            let flows = try await events.wait("all flows come") { $0.flows(ready.key, 3) }
            #expect(Set(flows) == Set(Self.flows))
            let some = try await events.wait("the flows of a table come") { $0.flows(ready.key, 4) }
            #expect(Set(some) == Set(Self.flows.filter { $0.table == 1 }))
            let groups = try await events.wait("the groups come") { $0.groups(ready.key, 5) }
            #expect(groups.map(\.id) == [1])
            let statistics = southbound.statistics().filter { $0.session == ready.key }
            #expect(statistics.map(\.modifications) == [201])
        }
    }

    @Test("A batch with a bad member changes nothing and says which one it was")
    func refusal() async throws {
        try await withSwitch { southbound, events, _, ready in
            var batch = ModificationBatch()
            batch.append(
                FlowBlock(
                    Self.flows.map { flow in
                        Flow(
                            table: flow.table, priority: 1, cookie: 1, match: flow.match,
                            actions: [.output(PortNumber(1))])
                    }))
            // There is no such group.
            batch.append(
                EncodedFlow(Flow(table: 6, priority: 1, cookie: 3, match: Match(), actions: [.group(77)])))
            southbound.perform([.program(ready.key, batch, id: 1), .readFlows(ready.key, table: nil, request: 2)])
            guard
                case .refused(let members) = try await events.wait(
                    "the batch is done",
                    find: {
                        $0.programmed(ready.key, 1)
                    })
            else {
                Issue.record("the batch was not refused")
                return
            }
            #expect(members.map(\.index) == [200])
            southbound.perform([.readFlows(ready.key, table: nil, request: 3)])
            let flows = try await events.wait("the flows come") { $0.flows(ready.key, 3) }
            #expect(flows.isEmpty)
        }
    }

    @Test("A frame that is emitted takes its actions")
    func emits() async throws {
        try await withSwitch { southbound, events, _, ready in
            let frame = [UInt8](repeating: 0xff, count: 6) + [2, 0, 0, 0, 0, 1, 0x88, 0xb5] + Array(0..<50)
            southbound.perform([.emit(ready.key, frame: frame, actions: [.output(.controller, maxLength: 0xffff)])])
            let packet = try await events.wait("the frame comes back") { events in
                for case .openFlow(ready.key, .asynchronous(.packetIn(let packet))) in events { return packet }
                return nil
            }
            #expect(packet.packet == frame)
        }
    }

    @Test("A switch that dies and comes back is another session, with nothing in it")
    func comesBack() async throws {
        try await withSwitch { southbound, events, host, first in
            southbound.perform([.program(first.key, Self.additions(), id: 1)])
            _ = try await events.wait("the batch is done") { $0.programmed(first.key, 1) }
            host.killSwitch()
            let end = try await events.wait("the session ends") { $0.closed.first }
            #expect(end.key == first.key)
            southbound.perform([.program(first.key, Self.additions(), id: 2)])
            try host.startSwitch()
            let second = try await events.wait("the switch is back") { $0.readySwitches.dropFirst().first }
            #expect(second.key > first.key && second.datapathID == first.datapathID)
            southbound.perform([.readFlows(second.key, table: nil, request: 3)])
            let flows = try await events.wait("the flows come") { $0.flows(second.key, 3) }
            #expect(flows.isEmpty)
            #expect(events.all.programmed(first.key, 2) == nil)

            southbound.perform([.closeSwitch(second.key, reason: "its host is not declared")])
            let last = try await events.wait("the session ends") { $0.closed.dropFirst().first }
            #expect(last == Closed(key: second.key, reason: "its host is not declared"))
            // It dials again by itself.
            _ = try await events.wait("the switch is back") { $0.readySwitches.dropFirst(2).first }
        }
    }
}
