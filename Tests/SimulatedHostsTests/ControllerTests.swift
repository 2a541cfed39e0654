import NetworkTypes
import OpenFlow
import SimulatedHosts
import Testing

/// Our own connection machine with a simulated switch. That this is how switches behave, `DifferentialTests` shows.
@Suite("A controller and a simulated switch")
struct ControllerTests {
    private static let group = Group(
        id: 5, type: .all, buckets: [Bucket(id: 0, actions: [.output(PortNumber(1))])])
    private static let flows = [
        Flow(table: 1, priority: 9, cookie: 1, match: Match([MatchField(.inPort, 1)]), actions: [.group(5)]),
        Flow(table: 2, priority: 1, cookie: 2, match: Match(), actions: [.output(PortNumber(2))], goto: 3),
    ]

    private static func batch() -> ModificationBatch {
        var batch = ModificationBatch()
        batch.append(EncodedGroup(group), .add)
        for flow in flows { batch.append(EncodedFlow(flow)) }
        return batch
    }

    @Test("Handshake, a bundle, what is read back, and a second connection", arguments: OpenFlowVersion.allCases)
    func programming(version: OpenFlowVersion) throws {
        var pair = ControllerPair([version])
        let ready = pair.connect()
        #expect(
            ready.contains {
                guard case .ready(version, let datapath, 254, 0) = $0 else { return false }
                return datapath == DatapathID(7)
            }, "\(ready)")
        #expect(pair.act { $0.program(Self.batch(), id: 1, now: $1) }.results == [.committed])
        #expect(pair.act { $0.readFlows(id: 2, now: $1) }.flows == Self.flows)
        #expect(pair.act { $0.readGroups(id: 3, now: $1) }.groups == [Self.group])

        pair.disconnect()
        #expect(pair.connect().contains { if case .ready = $0 { true } else { false } })
        #expect(pair.act { $0.readFlows(id: 4, now: $1) }.flows == Self.flows, "what was programmed stays")
    }

    @Test("A bundle with a bad member says which and changes nothing", arguments: OpenFlowVersion.allCases)
    func refused(version: OpenFlowVersion) throws {
        var pair = ControllerPair([version])
        _ = pair.connect()
        var batch = Self.batch()
        batch.append(EncodedFlow(Flow(table: 4, priority: 1, cookie: 3, match: Match(), actions: [.group(77)])))
        let results = pair.act { $0.program(batch, id: 1, now: $1) }.results
        guard case .refused(let members)? = results.first else {
            Issue.record("\(results)")
            return
        }
        #expect(members.map(\.index) == [3])
        #expect(members.first?.error.name == "OFPBAC_BAD_OUT_GROUP")
        #expect(pair.agent.flowCount == 0 && pair.agent.groups.isEmpty)
    }

    @Test("Flushed zones are counted, by whatever controller", arguments: OpenFlowVersion.allCases)
    func flushes(version: OpenFlowVersion) throws {
        var pair = ControllerPair([version])
        _ = pair.connect()
        var batch = ModificationBatch()
        for zone in [5, 6, 5] as [UInt16] { batch.appendFlush(ofZone: zone) }
        #expect(pair.act { $0.program(batch, id: 1, now: $1) }.results == [.committed])
        #expect(pair.agent.zoneFlushes == [5: 2, 6: 1])
    }

    @Test("Monitors tell what others change, and own changes in short", arguments: OpenFlowVersion.allCases)
    func monitor(version: OpenFlowVersion) throws {
        var pair = ControllerPair([version])
        _ = pair.connect(0)
        _ = pair.connect(1)
        let monitor = Message.multipartRequest(MultipartRequest(.flowMonitor(.changes(id: 1))))
        let answer = pair.act(0) { $0.request(monitor, id: 1, now: $1) }
        #expect(answer.replies == [.multipartReply(MultipartReply(.flowUpdates([])))])
        let own = pair.act(0) { $0.program(Self.batch(), id: 2, now: $1) }
        #expect(own.updates.count == 1)
        guard case .ownChange? = own.updates.first else {
            Issue.record("\(own.updates)")
            return
        }
        let extra = Flow(table: 7, priority: 1, cookie: 9, match: Match(), actions: [.output(PortNumber(1))])
        var batch = ModificationBatch()
        batch.append(EncodedFlow(extra))
        let told = pair.act(1) { $0.program(batch, id: 3, now: $1) }
        #expect(told.updates == [.change(.init(.added, extra))])
        var removal = ModificationBatch()
        removal.append(EncodedGroup(Self.group), .delete)
        let gone = pair.act(1) { $0.program(removal, id: 4, now: $1) }
        #expect(gone.updates == [.change(.init(.removed, reason: 3, Self.flows[0]))], "a flow goes with its group")
        pair.disconnect(0)
        #expect(pair.act(1) { $0.program(batch, id: 5, now: $1) }.updates.isEmpty)
    }

    @Test("One primary at a time: the former one is told and may change nothing", arguments: OpenFlowVersion.allCases)
    func roles(version: OpenFlowVersion) throws {
        var pair = ControllerPair([version])
        _ = pair.connect(0)
        _ = pair.connect(1)
        func claim(_ generation: UInt64) -> Message { .roleRequest(RoleMessage(.primary, generation: generation)) }
        _ = pair.act(0) { $0.request(claim(5), id: 1, now: $1) }
        let second = pair.act(1) { $0.request(claim(6), id: 1, now: $1) }
        #expect(
            second.asynchronous == [.roleStatus(RoleStatus(.secondary, .primaryRequest, generation: 6))])
        let stale = pair.act(0) { $0.request(claim(5), id: 2, now: $1) }
        guard case .refused(let error)? = stale.failures.first else {
            Issue.record("\(stale)")
            return
        }
        #expect(error.name == "OFPRRFC_STALE")
        let results = pair.act(0) { $0.program(Self.batch(), id: 3, now: $1) }.results
        guard case .failed(.bundleRefused(let refusal))? = results.first else {
            Issue.record("\(results)")
            return
        }
        #expect(refusal.name == "OFPBRC_IS_SLAVE")
    }

    @Test("Groups and meters of others are forwarded to who asked for it", arguments: OpenFlowVersion.allCases)
    func forwarding(version: OpenFlowVersion) throws {
        var pair = ControllerPair([version])
        _ = pair.connect(0)
        _ = pair.connect(1)
        let masks = AsyncConfiguration([.requestForwardPrimary: 3, .requestForwardSecondary: 3])
        _ = pair.act(0) { $0.request(version == .v1_3 ? .setAsyncExtended(masks) : .setAsync(masks), id: 1, now: $1) }
        var batch = Self.batch()
        batch.append(
            EncodedMeter(Meter(id: 3, flags: .packetsPerSecond, bands: [.drop(rate: 5, burst: 0)])), .add)
        let events = pair.act(1) { $0.program(batch, id: 2, now: $1) }
        #expect(events.results == [.committed])
        let requests = events.asynchronous.compactMap { message -> RequestForward.Request? in
            if case .requestForward(let forward) = message { forward.request } else { nil }
        }
        #expect(requests.count == 2, "\(events)")
    }

    @Test("Flows end by their time-outs and say so")
    func timeouts() throws {
        var pair = ControllerPair()
        _ = pair.connect()
        var flow = Self.flows[1]
        (flow.idleTimeout, flow.flags) = (60, .sendFlowRemoved)
        var other = Flow(table: 3, priority: 1, cookie: 4, match: Match(), actions: [])
        (other.hardTimeout, other.flags) = (30, .sendFlowRemoved)
        var batch = ModificationBatch()
        for flow in [flow, other] { batch.append(EncodedFlow(flow)) }
        _ = pair.act { $0.program(batch, id: 1, now: $1) }
        #expect(pair.agent.nextDeadline.map { $0 <= pair.now + .seconds(30) } == true)
        var removals: [String] = []
        for _ in 0..<70 {
            for case .flowRemoved(let removed) in pair.pass(.seconds(1)).asynchronous {
                removals.append("\(removed.table) \(removed.reason) \(removed.counters.duration?.seconds ?? 0)")
            }
        }
        #expect(removals == ["3 1 30", "2 0 60"])
        #expect(pair.agent.flowCount == 0)
    }

    @Test("A silent peer is probed and then given up")
    func silence() throws {
        var pair = ControllerPair()
        _ = pair.carry(pair.agent.connected(0, at: pair.now))
        _ = pair.pass(.seconds(4))
        #expect(pair.closed.isEmpty)
        _ = pair.pass(.seconds(1))
        #expect(pair.closed == [0], "who says no hello is closed at once")
        _ = pair.connect(1)
        for _ in 0..<60 { _ = pair.pass(.seconds(1)) }
        #expect(pair.closed == [0], "our connection answers every probe")
    }

    @Test("Ports that come and go are told, and frames for them handed out")
    func ports() throws {
        var pair = ControllerPair()
        _ = pair.connect()
        let port = Port(number: PortNumber(4), hardwareAddress: MACAddress(rawValue: 9), name: "tap4")
        var told = pair.carry(pair.agent.setPort(port, at: pair.now)).asynchronous
        told += pair.carry(pair.agent.setPort(port, at: pair.now)).asynchronous
        told += pair.carry(pair.agent.removePort(port.number, at: pair.now)).asynchronous
        let reasons = told.compactMap { message -> PortStatus.Reason? in
            if case .portStatus(let status) = message { status.reason } else { nil }
        }
        #expect(reasons == [.added, .deleted])
        let packet = PacketOut(actions: [.output(PortNumber(1))], packet: [UInt8](repeating: 1, count: 60))
        _ = pair.act { connection, _ in connection.send(.packetOut(packet)) }
        #expect(pair.emissions == [packet])
    }

    @Test("A switch of other versions refuses the hello")
    func versions() throws {
        var pair = ControllerPair([.v1_4])
        _ = pair.carry(pair.agent.connected(0, at: pair.now))
        let hello = Message.hello(Hello(versions: [4])).encoded(version: .v1_3, xid: 9)
        let actions = pair.agent.received(hello, 0, at: pair.now)
        guard actions.count == 2, case .send(0, let bytes) = actions[0], case .close(0, _) = actions[1],
            case .error(let error) = try Message.decode(bytes).message
        else {
            Issue.record("\(actions)")
            return
        }
        #expect(error.name == "OFPHFC_INCOMPATIBLE")
    }
}
