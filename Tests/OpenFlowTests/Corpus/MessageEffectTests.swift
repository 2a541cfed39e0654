import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

/// What a real ovs-vswitchd makes of messages that it takes: it describes, counts and sends what they say.
@Suite(
    "Effects of messages on Open vSwitch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(2)))
struct MessageEffectTests {
    private let realSwitch: VirtualSwitch

    init() throws { realSwitch = try SentMessagesTests.realSwitch() }

    private func session(_ version: OpenFlowVersion) throws -> SwitchClient {
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        return client
    }

    private func sentPackets(_ port: PortNumber, _ client: SwitchClient) throws -> UInt64 {
        let request = Message.multipartRequest(MultipartRequest(.portStatistics(port)))
        guard case .multipartReply(let reply) = try client.request(request).get(),
            case .portStatistics(let ports) = reply.body, let found = ports.first
        else { throw VirtualSwitch.Failure(description: "no counters of port \(port)") }
        return found.transmittedPackets
    }

    @Test("A packet that waits at the controller goes on when it is resumed", arguments: OpenFlowVersion.allCases)
    func resumed(version: OpenFlowVersion) throws {
        let client = try session(version)
        // A connection from outside is told nothing before it says how much of a packet it wants.
        _ = try client.request(.setConfig(SwitchConfiguration(missSendLength: 0xffff))).get()
        _ = try client.request(.setPacketInFormat(2)).get()
        _ = try client.request(.nicira(.setControllerID(77))).get()
        let pause = ControllerOptions(controllerID: 77, userdata: [1, 2, 3], pauses: true)
        let flow = Flow(
            table: 0, priority: 1, cookie: 1, match: Match(),
            actions: [.controllerWith(pause), .output(PortNumber(2))])
        _ = try client.request(.flowModification(FlowModification(.add, flow))).get()
        let table = PortNumber(0xffff_fff9)
        let packet = PacketOut(inPort: PortNumber(1), actions: [.output(table)], packet: MessageSamples.frame)
        _ = try client.request(.packetOut(packet)).get()
        guard case .packetIn2(let waiting) = try client.nextAsynchronous() else {
            Issue.record("no packet came")
            return
        }
        #expect(waiting.packet == MessageSamples.frame)
        #expect(waiting.userdata == [1, 2, 3])
        #expect(try sentPackets(PortNumber(2), client) == 0)
        _ = try client.request(.nicira(.resume(waiting))).get()
        #expect(try sentPackets(PortNumber(2), client) == 1)
    }

    @Test("Masks of what a session is told are told again", arguments: OpenFlowVersion.allCases)
    func masks(version: OpenFlowVersion) throws {
        let client = try session(version)
        for message in [Message.setAsync(MessageSamples.masks), .nicira(.setAsync(MessageSamples.masks))] {
            _ = try client.request(.setAsync(AsyncConfiguration([.packetInPrimary: 0, .portStatusPrimary: 0]))).get()
            _ = try client.request(message).get()
            guard case .getAsyncReply(let found) = try client.request(.getAsyncRequest).get() else {
                Issue.record("no masks")
                continue
            }
            for (kind, mask) in MessageSamples.masks.masks { #expect(found.masks[kind] == mask, "\(kind)") }
        }
    }

    @Test("A port that is put down is described so", arguments: OpenFlowVersion.allCases)
    func port(version: OpenFlowVersion) throws {
        let client = try session(version)
        let request = Message.multipartRequest(MultipartRequest(.portDescriptions(.any)))
        for configuration in [1, 0] as [UInt32] {
            guard let port = try ports(client.request(request).get()).first(where: { $0.number == PortNumber(3) })
            else { throw VirtualSwitch.Failure(description: "no port 3") }
            var modification = PortModification(port: port.number, hardwareAddress: port.hardwareAddress)
            modification.configuration = configuration
            modification.mask = 1
            _ = try client.request(.portModification(modification)).get()
            let found = try ports(client.request(request).get()).first { $0.number == port.number }
            #expect(found.map { $0.configuration & 1 } == configuration)
        }
    }

    private func ports(_ message: Message) -> [Port] {
        guard case .multipartReply(let reply) = message, case .portDescriptions(let ports) = reply.body else {
            return []
        }
        return ports
    }

    @Test("Buckets come and go in a group of 1.5, and how it chooses is described")
    func buckets() throws {
        let client = try session(.v1_5)
        func change(_ command: GroupCommand, _ group: Group, bucket: UInt32 = 0xffff_ffff) throws -> Group? {
            _ = try client.request(.groupModification(GroupModification(command, group, bucket: bucket))).get()
            return try client.groups().first
        }
        let buckets = (0..<4).map {
            Bucket(id: $0, weight: UInt16($0) + 1, actions: [.output(PortNumber($0 % 3 + 1))])
        }
        var group = Group(id: 9, type: .select, buckets: [buckets[1]])
        group.selection = SelectionMethod("hash", parameter: 7, fields: SampleFlows.match((.etherType, 0xffff)))
        #expect(try change(.add, group) == group)
        let more = { (bucket: Bucket) in Group(id: 9, type: .select, buckets: [bucket]) }
        #expect(try change(.insertBucket, more(buckets[0]), bucket: 0xffff_fffd)?.buckets.map(\.id) == [0, 1])
        #expect(try change(.insertBucket, more(buckets[3]), bucket: 0xffff_fffe)?.buckets.map(\.id) == [0, 1, 3])
        let full = try change(.insertBucket, more(buckets[2]), bucket: 1)
        #expect(full?.buckets == buckets && full?.selection == group.selection)
        let none = Group(id: 9, type: .select, buckets: [])
        #expect(try change(.removeBucket, none, bucket: 2)?.buckets.map(\.id) == [0, 1, 3])
        #expect(try change(.removeBucket, none, bucket: 0xffff_fffd)?.buckets.map(\.id) == [1, 3])
        #expect(try change(.removeBucket, none)?.buckets == [])
    }
}
