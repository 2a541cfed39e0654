import NetworkTypes
import OpenFlow
import TestSupport
import Testing

/// Against a real ovs-vswitchd on the dummy datapath.
@Suite("Open vSwitch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"), .timeLimit(.minutes(2)))
struct RealSwitchTests {
    @Test("What is programmed is described again in the same canonical bytes", arguments: OpenFlowVersion.allCases)
    func roundTrip(version: OpenFlowVersion) throws {
        let (realSwitch, client) = try programmed(version)
        let flows = FlowBlock(SampleFlows.flows(for: version))
        let found = FlowBlock(readBack: try client.flows())
        let byKey = Dictionary(found.entries.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(found.count == flows.count)
        for flow in flows.entries {
            let answer = try #require(byKey[flow.key], "no flow \(flow.decoded())")
            #expect(hexText(answer.bytes) == hexText(flow.bytes), "\(flow.decoded())\n\(answer.decoded())")
            #expect(answer.digest == flow.digest)
        }
        let groups = GroupBlock(SampleFlows.groups.map { $0.reduced(to: version) })
        let foundGroups = GroupBlock(readBack: try client.groups().sorted { $0.id < $1.id })
        #expect(hexText(foundGroups.bytes) == hexText(groups.bytes))
        _ = realSwitch
    }

    @Test("Flows and groups read as ovs-ofctl prints them")
    func text() throws {
        let (realSwitch, client) = try programmed(.v1_5)
        let expected = try realSwitch.ofctl("OpenFlow15", "dump-flows")
        let found = try client.flows().map { $0.text(omitsZeros: true) }
        for (left, right) in zip(found.sorted(), expected.sorted()) { #expect(left == right) }
        #expect(found.count == expected.count)
        let expectedGroups = try realSwitch.ofctl("OpenFlow15", "dump-groups").filter { $0.hasPrefix("group_id") }
        #expect(try client.groups().map(\.description).sorted() == expectedGroups.sorted())
    }

    @Test("A batch with a bad member changes nothing and says which", arguments: OpenFlowVersion.allCases)
    func refused(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        let good = Flow(table: 1, priority: 1, cookie: 1, match: Match(), actions: [.output(PortNumber(1))])
        // Refused when it is added: a table goes back.
        let backwards = Flow(table: 5, priority: 1, cookie: 2, match: Match(), goto: 4)
        // Refused at commit: there is no such group.
        let groupless = Flow(table: 6, priority: 1, cookie: 3, match: Match(), actions: [.group(77)])
        for (bad, name) in [(backwards, "OFPBIC_BAD_TABLE_ID"), (groupless, "OFPBAC_BAD_OUT_GROUP")] {
            var batch = ModificationBatch()
            batch.append(FlowBlock([good, bad]))
            let result = try client.program(batch)
            guard case .refused(let members) = result, let member = members.first else {
                Issue.record("\(result)")
                continue
            }
            #expect(members.count == 1)
            #expect(member.index == 1)
            #expect(member.error.name == name)
            #expect(member.description == bad.description)
            #expect(try client.flows().isEmpty)
        }
    }

    @Test("Strict deletes and group deletes take away what was added", arguments: OpenFlowVersion.allCases)
    func deletion(version: OpenFlowVersion) throws {
        let (realSwitch, client) = try programmed(version)
        var batch = ModificationBatch()
        for flow in FlowBlock(SampleFlows.flows(for: version)).entries { batch.appendDelete(of: flow) }
        batch.append(GroupBlock(SampleFlows.groups), .delete)
        let result = try client.program(batch)
        #expect(result == .committed)
        #expect(try client.flows().isEmpty)
        #expect(try client.groups().isEmpty)
        _ = realSwitch
    }

    @Test(
        "Meters are programmed, described again in the same canonical bytes, and go",
        arguments: OpenFlowVersion.allCases)
    func meters(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        let meters = MeterBlock([
            Meter(id: 1, flags: [.packetsPerSecond, .burst], bands: [.drop(rate: 200, burst: 200)]),
            Meter(id: 0x1_feff, flags: [.packetsPerSecond, .burst], bands: [.drop(rate: 10, burst: 10)]),
            Meter(id: 0x2_0001, flags: .kilobitsPerSecond, bands: [.drop(rate: 1000, burst: 7)]),
        ])
        let flows = FlowBlock([
            Flow(
                table: 0, priority: 1, cookie: 1, match: Match(), actions: [.meter(1), .setField(.register(0), 5)],
                goto: 10),
            Flow(
                table: 10, priority: 1, cookie: 2, match: Match(),
                actions: [.controller(maxLength: 128, userdata: [], meter: 0x1_feff)]),
        ])
        var batch = ModificationBatch()
        batch.append(meters, .add)
        batch.append(flows)
        #expect(try client.program(batch) == .committed)
        #expect(
            hexText(MeterBlock(readBack: try client.meters().sorted { $0.id < $1.id }).bytes) == hexText(meters.bytes))
        #expect(Set(FlowBlock(readBack: try client.flows()).entries) == Set(flows.entries))
        if version == .v1_5 {
            let printed = try realSwitch.ofctl("OpenFlow15", "dump-meters").joined(separator: " ")
            #expect(printed.contains("meter=1 pktps burst bands= type=drop rate=200 burst_size=200"), "\(printed)")
        }
        var removal = ModificationBatch()
        for flow in flows.entries { removal.appendDelete(of: flow) }
        removal.append(meters, .delete)
        #expect(try client.program(removal) == .committed)
        #expect(try client.meters().isEmpty && client.flows().isEmpty)
    }

    @Test("A switch takes the setting by which first fragments show their ports", arguments: OpenFlowVersion.allCases)
    func fragments(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        _ = try client.request(.setConfig(SwitchConfiguration(flags: 3, missSendLength: 128))).get()
        guard case .getConfigReply(let found) = try client.request(.getConfigRequest).get() else {
            Issue.record("no configuration")
            return
        }
        #expect(found.flags == 3)
    }

    @Test("Requests of every kind are answered", arguments: OpenFlowVersion.allCases)
    func requests(version: OpenFlowVersion) throws {
        let (realSwitch, client) = try programmed(version)
        let bodies: [MultipartRequest.Body] = [
            .description, .tables, .portDescriptions(.any), .meterConfigurations(0xffff_ffff), .aggregate(FlowFilter()),
            .groupDescriptions(GroupModification.allGroups), .flows(FlowFilter()),
        ]
        for body in bodies {
            guard case .multipartReply(let reply) = try client.request(.multipartRequest(MultipartRequest(body))).get()
            else {
                Issue.record("\(body)")
                continue
            }
            if case .unknown = reply.body { Issue.record("\(body) is not read") }
            if case .portDescriptions(let ports) = reply.body {
                #expect(ports.map(\.name).sorted() == ["br0", "p1", "p2"])
            }
            if case .aggregate(let counters) = reply.body {
                #expect(counters.flows == UInt32(SampleFlows.flows(for: version).count))
            }
        }
        let role = try client.request(.roleRequest(RoleMessage(.primary, generation: 1))).get()
        if case .roleReply(let reply) = role { #expect(reply.role == .primary) } else { Issue.record("\(role)") }
        _ = try client.request(.setConfig(SwitchConfiguration(missSendLength: 128))).get()
        _ = try client.request(.setPacketInFormat(2)).get()
        _ = try client.request(.setAsync(AsyncConfiguration([.packetInPrimary: 2, .portStatusPrimary: 7]))).get()
        let bad = try client.request(
            .meterModification(MeterModification(.modify, Meter(id: 99, flags: [], bands: []))))
        guard case .failure(.refused(let error)) = bad else {
            Issue.record("\(bad)")
            return
        }
        #expect(error.name == "OFPMMFC_UNKNOWN_METER")
        _ = realSwitch
    }

    /// A switch with the sample meter, groups and flows.
    private func programmed(_ version: OpenFlowVersion) throws -> (VirtualSwitch, SwitchClient) {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        guard case .ready(version, let datapath, 254, 0) = try client.awaitReady() else {
            throw VirtualSwitch.Failure(description: "not ready in \(version)")
        }
        #expect(datapath == DatapathID(0xfedc_ba98_7654_3210))
        let meter = Meter(id: 3, flags: .packetsPerSecond, bands: [.drop(rate: 100, burst: 0)])
        _ = try client.request(.meterModification(MeterModification(.add, meter))).get()
        var batch = ModificationBatch()
        batch.append(GroupBlock(SampleFlows.groups), .add)
        batch.append(FlowBlock(SampleFlows.flows(for: version)))
        let result = try client.program(batch)
        #expect(result == .committed)
        return (realSwitch, client)
    }
}

extension SampleFlows {
    /// What a version can say.
    static func flows(for version: OpenFlowVersion) -> [Flow] {
        // Importance is the only thing 1.3 has no place for.
        var flows = all
        if version > .v1_3 {
            flows.append(
                Flow(table: 16, priority: 5, cookie: 7, match: Match(), instructions: [], importance: 7))
        }
        return flows
    }
}
