import NetworkTypes
import OpenFlow
import SimulatedHosts
import TestSupport
import Testing

/// What belongs to a session, in a simulated switch as in a real ovs-vswitchd.
@Suite(
    "Sessions of simulated and real switches", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(3)))
struct SessionDifferentialTests {
    private static let empty = Flow(table: 1, priority: 1, cookie: 0, match: Match(), instructions: [])

    private static let messages: [Message] = {
        var messages: [Message] = [
            .featuresRequest, .getAsyncRequest, .getConfigRequest, .echoRequest([1, 2, 3]), .barrierRequest,
            .setAsync(AsyncConfiguration([.packetInPrimary: 2])), .getAsyncRequest,
            .unknown(type: 77, body: []), .unknown(type: 14, body: [1, 2, 3]), .unknown(type: 18, body: [0, 99]),
            .experimenter(ExperimenterBody(experimenter: 0x2320, type: 999, body: [])),
            .experimenter(ExperimenterBody(experimenter: 0x77, type: 999, body: [])),
            .portModification(PortModification(port: PortNumber(99), hardwareAddress: MACAddress(rawValue: 1))),
            .portModification(PortModification(port: PortNumber(1), hardwareAddress: MACAddress(rawValue: 1))),
            .packetOut(PacketOut(actions: [.group(55)], packet: [UInt8](repeating: 1, count: 60))),
        ]
        for flags in [1, 2, 3, 4, 0] as [UInt16] {
            messages += [.setConfig(SwitchConfiguration(flags: flags, missSendLength: 99)), .getConfigRequest]
        }
        let flushes: [Message] = [
            .nicira(.flushConntrackZone(5)), .nicira(.flushConntrackZone(0xffff)),
            .experimenter(ExperimenterBody(experimenter: 0x2320, type: 29, body: [0, 0, 0, 0, 0, 1, 0, 5])),
            .experimenter(ExperimenterBody(experimenter: 0x2320, type: 29, body: [0, 0, 0, 0, 0, 0, 0])),
            .experimenter(ExperimenterBody(experimenter: 0x2320, type: 29, body: [UInt8](repeating: 0, count: 16))),
        ]
        messages += flushes
        let roles: [RoleMessage] = [
            RoleMessage(.noChange, generation: 9), RoleMessage(.primary, generation: 5),
            RoleMessage(.primary, generation: 4), RoleMessage(.secondary, generation: 6),
        ]
        for role in roles {
            messages += [.roleRequest(role), .flowModification(FlowModification(.add, empty)), flushes[0]]
        }
        messages.append(.roleRequest(RoleMessage(.equal, generation: 0)))
        let questions: [MultipartRequest.Body] = [
            .description, .aggregate(FlowFilter()), .groupFeatures, .meterFeatures, .groupDescriptions(5),
            .groupDescriptions(GroupModification.allGroups), .groupStatistics(5), .meterStatistics(5),
            .meterConfigurations(5), .meterStatistics(Meter.all), .portStatistics(PortNumber(99)),
            .flows(FlowFilter(table: 9)), .flowMonitor(.changes(id: 1)), .aggregate(FlowFilter(table: 253)),
            .unknown(type: 99, body: []),
        ]
        return messages + questions.map { .multipartRequest(MultipartRequest($0)) }
    }()

    private static func decoded(_ answers: [[UInt8]]) throws -> [Message] {
        try answers.map { try Message.decode($0).message }
    }

    @Test("Each message meets the same answer", arguments: OpenFlowVersion.allCases)
    func answers(version: OpenFlowVersion) throws {
        let real = try RealRawSwitch(version: version)
        let simulated = try MemorySwitch(version: version)
        for (number, message) in Self.messages.enumerated() {
            let xid = UInt32(1000 + 2 * number)
            let bytes = message.encoded(version: version, xid: xid)
            let expected = try real.exchange([bytes], barrier: xid + 1)
            let found = try simulated.exchange([bytes], barrier: xid + 1)
            // By what they say: the order of OXS fields is a switch's own affair.
            #expect(try Self.decoded(found) == Self.decoded(expected), "\(message)")
        }
    }
}
