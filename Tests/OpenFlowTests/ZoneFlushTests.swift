import Foundation
import NetworkTypes
import OpenFlow
import TestSupport
import Testing

@Suite("Flushed connection-tracking zones in a batch")
struct ZoneFlushTests {
    private static let flow = Flow(
        table: 3, priority: 7, cookie: 1, match: Match([MatchField(.inPort, 1)]), actions: [.output(PortNumber(1))])
    private static let meter = EncodedMeter(
        Meter(id: 1, flags: [.packetsPerSecond, .burst], bands: [.drop(rate: 10, burst: 20)]))

    private static func batch(_ zones: UInt16..., hasMeter: Bool = false) -> ModificationBatch {
        var batch = ModificationBatch()
        for zone in zones { batch.appendFlush(ofZone: zone) }
        if hasMeter { batch.append(meter, .add) }
        batch.append(EncodedFlow(flow))
        return batch
    }

    private static func reply(_ kind: BundleControl.Kind) -> Message {
        .bundleControl(BundleControl(kind, bundle: 1, flags: [.atomic, .ordered]))
    }

    private static func isBundle(_ sent: [(message: Message, xid: UInt32)]) -> Bool {
        guard case .bundleControl(let control)? = sent.first?.message else { return false }
        return control.kind == .openRequest
    }

    @Test(
        "They go with the meters, before the same barrier, and the bundle waits for it",
        arguments: OpenFlowVersion.allCases)
    func order(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        let batch = Self.batch(5, 0xffff, hasMeter: true)
        #expect(batch.subject(at: 1) == .zone(0xffff) && batch.modification(at: 0) == .zoneFlush(5))
        peer.program(batch, id: 1)
        let sent = try peer.sent()
        #expect(sent.count == 4)
        #expect(sent[0].message == .nicira(.flushConntrackZone(5)))
        #expect(sent[1].message == .nicira(.flushConntrackZone(0xffff)))
        guard case .meterModification = sent[2].message else {
            Issue.record("\(sent[2])")
            return
        }
        #expect(sent[3].message == .barrierRequest)
        _ = peer.answer(.barrierReply, xid: sent[3].xid)
        #expect(Self.isBundle(try peer.sent()))
    }

    @Test("A switch that refuses one is told by the zone, and what uses the zone is not sent")
    func refused() throws {
        var peer = try ScriptedSwitch.ready()
        peer.program(Self.batch(5), id: 1)
        let sent = try peer.sent()
        #expect(sent.count == 2)
        _ = peer.answer(.error(OpenFlowError(type: 1, code: 4)), xid: sent[0].xid)
        let done = peer.answer(.barrierReply, xid: sent[1].xid)
        guard case .programmed(1, .refused(let members))? = done.first else {
            Issue.record("\(done)")
            return
        }
        #expect(members.map(\.index) == [0] && members[0].description == "NXT_CT_FLUSH_ZONE zone_id=5")
        #expect(try peer.sent().isEmpty)
    }

    @Test("What is committed at once otherwise waits for the barrier")
    func knownForms() throws {
        var peer = try ScriptedSwitch.ready()
        peer.program(Self.batch(), id: 1)
        let first = try peer.sent()
        _ = peer.answer(Self.reply(.closeReply), xid: first.last?.xid ?? 0)
        let commit = try peer.sent()
        #expect(peer.answer(Self.reply(.commitReply), xid: commit[0].xid).summary == ["programmed 1 committed"])
        peer.program(Self.batch(), id: 2)
        let atOnce = try peer.sent()
        #expect(atOnce.count == 4, "the form is known")
        _ = peer.answer(Self.reply(.commitReply), xid: atOnce[3].xid)
        peer.program(Self.batch(5), id: 3)
        let sent = try peer.sent()
        #expect(sent.map(\.message) == [.nicira(.flushConntrackZone(5)), .barrierRequest])
        _ = peer.answer(.barrierReply, xid: sent[1].xid)
        #expect(Self.isBundle(try peer.sent()))
    }

    @Test("They leave nothing half done: such a batch is one step, and a marker before it goes first")
    func oneStep() throws {
        var batch = Self.batch(5)
        #expect(batch.isOneStep && !Self.batch(5, hasMeter: true).isOneStep)
        batch.prepend(EncodedFlow(Flow(table: 250, priority: 0, cookie: 9, match: Match(), actions: [])))
        var peer = try ScriptedSwitch.ready()
        peer.program(batch, id: 1)
        let sent = try peer.sent()
        guard sent.count == 3, case .flowModification(let marker) = sent[0].message else {
            Issue.record("\(sent)")
            return
        }
        #expect(marker.flow.cookie == 9 && sent[1].message == .nicira(.flushConntrackZone(5)))
    }
}

@Suite(
    "Flushed zones on a real switch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(2)))
struct RealZoneFlushTests {
    @Test(
        "The zone's connections are forgotten when the batch is confirmed, and no others",
        arguments: OpenFlowVersion.allCases)
    func flush(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        for zone in [1, 2] {
            try realSwitch.change("add-flow", "table=0,in_port=\(zone),ip actions=ct(commit,zone=\(zone))")
        }
        let control = try realSwitch.control()
        for port in ["p1", "p2"] {
            _ = try control.call(
                "netdev-dummy/receive", port,
                "in_port(1),eth(src=50:54:00:00:00:01,dst=50:54:00:00:00:02),eth_type(0x0800),"
                    + "ipv4(src=10.0.0.1,dst=10.0.0.2,proto=17,tos=0,ttl=64,frag=no),udp(src=100,dst=53)")
        }
        func zones() throws -> [Substring] {
            try control.call("dpctl/dump-conntrack").split(separator: "\n").compactMap {
                $0.split(separator: "zone=").last
            }.sorted()
        }
        // The dummy takes packets in its own time.
        for _ in 0..<200 where try zones() != ["1", "2"] { Thread.sleep(forTimeInterval: 0.05) }
        try #require(try zones() == ["1", "2"])
        var batch = ModificationBatch()
        batch.appendFlush(ofZone: 1)
        batch.append(EncodedFlow(Flow(table: 9, priority: 1, cookie: 1, match: Match(), actions: [])))
        #expect(try client.program(batch) == .committed)
        #expect(try zones() == ["2"])
        #expect(try client.flows().count == 3)
    }
}
