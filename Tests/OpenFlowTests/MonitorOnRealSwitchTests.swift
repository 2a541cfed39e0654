import NetworkTypes
import OpenFlow
import TestSupport
import Testing

/// Against a real ovs-vswitchd: what others change is told in every version, and what the session itself changes is told apart.
@Suite(
    "Flow monitors of Open vSwitch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(2)))
struct MonitorOnRealSwitchTests {
    @Test(
        "Own changes are abbreviated; others' flows, groups, meters and roles are told",
        arguments: OpenFlowVersion.allCases)
    func told(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        _ = try client.request(.roleRequest(RoleMessage(.primary, generation: 1))).get()
        let masks = AsyncConfiguration([.requestForwardPrimary: 3])
        _ = try client.request(version == .v1_3 ? .setAsyncExtended(masks) : .setAsync(masks)).get()
        let answer = try client.request(.multipartRequest(MultipartRequest(.flowMonitor(.changes(id: 1))))).get()
        #expect(answer == .multipartReply(MultipartReply(.flowUpdates([]))), "nothing was there")

        var batch = ModificationBatch()
        let another = Flow(table: 2, priority: 1, cookie: 1, match: Match(), instructions: [])
        batch.append(EncodedFlow(another))
        let own = Flow(table: 1, priority: 1, cookie: 1, match: Match(), actions: [.output(PortNumber(1))])
        batch.append(EncodedFlow(own))
        let result = try client.program(batch)
        #expect(result == .committed)
        let first = try client.nextUpdates()
        #expect(first.count == 1)
        guard case .ownChange? = first.first else {
            Issue.record("\(first)")
            return
        }

        try realSwitch.change("add-flow", "table=5,priority=9,cookie=0x5,icmp,actions=output:2")
        let added = try client.nextUpdates()
        guard case .change(let change)? = added.first else {
            Issue.record("\(added)")
            return
        }
        #expect(change.event == .added && added.count == 1)
        // What is told is what a dump describes, byte for byte.
        let dumped = try client.flows().filter { $0.table == 5 }
        #expect(FlowBlock(readBack: [change.flow]) == FlowBlock(readBack: dumped))
        try realSwitch.change("del-flows", "table=5")
        guard case .change(let removed)? = try client.nextUpdates().first else {
            Issue.record("no removal")
            return
        }
        #expect(removed.event == .removed && removed.reason == 2)

        try realSwitch.change("add-group", "group_id=9,type=all,bucket=output:1")
        guard case .requestForward(let forward) = try client.nextAsynchronous(),
            case .group(let group) = forward.request
        else {
            Issue.record("no group was told")
            return
        }
        #expect(group.command == .add && group.group.id == 9)
        try realSwitch.change("add-meter", "meter=9,pktps,band=type=drop,rate=100")
        guard case .requestForward(let meter) = try client.nextAsynchronous(), case .meter(let added) = meter.request
        else {
            Issue.record("no meter was told")
            return
        }
        #expect(added.command == .add && added.meter.id == 9)

        let other = try SwitchClient(path: realSwitch.socketPath, version: .v1_5)
        _ = try other.awaitReady()
        _ = try other.request(.roleRequest(RoleMessage(.primary, generation: 2))).get()
        #expect(try client.nextAsynchronous() == .roleStatus(RoleStatus(.secondary, .primaryRequest, generation: 2)))
        let stale = try client.request(.roleRequest(RoleMessage(.primary, generation: 1)))
        guard case .failure(.refused(let error)) = stale else {
            Issue.record("\(stale)")
            return
        }
        #expect(error.type == 11 && error.code == 0, "OFPRRFC_STALE")
        _ = realSwitch
    }

    /// Its answer has version 1 and an xid of no request's.
    @Test(
        "A monitor whose number is taken is refused, and the session goes on",
        arguments: OpenFlowVersion.allCases)
    func numberTaken(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        let monitor = Message.multipartRequest(MultipartRequest(.flowMonitor(.changes(id: 7))))
        _ = try client.request(monitor).get()
        guard case .failure(.refused(let error)) = try client.request(monitor) else {
            Issue.record("a second monitor of one number is taken")
            return
        }
        // What lies behind the request decides in which of two forms it comes.
        #expect(["OFPMOFC_MONITOR_EXISTS", "experimenter error 0x2320 1"].contains(error.name), "\(error)")
        let flow = Flow(table: 1, priority: 1, cookie: 1, match: Match(), actions: [.output(PortNumber(1))])
        var batch = ModificationBatch()
        batch.append(EncodedFlow(flow))
        #expect(try client.program(batch) == .committed)
        #expect(try client.flows() == [flow])
        _ = realSwitch
    }
}

extension SwitchClient {
    fileprivate func nextUpdates() throws -> [FlowUpdate] {
        let message = try nextAsynchronous()
        guard case .multipartReply(let reply) = message, case .flowUpdates(let updates) = reply.body else {
            throw VirtualSwitch.Failure(description: "no flow updates: \(message)")
        }
        return updates
    }
}
