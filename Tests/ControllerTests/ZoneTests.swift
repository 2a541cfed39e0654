import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Testing
import Topology

@testable import Controller

/// Which connection-tracking zones a host's switch is told to flush, and when.
@Suite("Zones that are flushed")
struct ZoneTests {
    private static let host: HostID = "kvm1"
    private static let marker = Pipeline.marker(digest: 99)

    /// What a NIC's fragment looks like on its host: a way in, tracking if it is policed, and a meter.
    private static func nic(_ number: Int, port: UInt16, isPoliced: Bool = true) -> Fragment {
        let cookie = Cookie(.localNIC, UInt64(number))
        var flows = [
            Flow(
                table: Stage.classify.table, priority: 100, cookie: cookie.rawValue,
                match: Match([MatchField(.inPort, UInt128(port))]), actions: [], goto: 30),
            Flow(
                table: 110, priority: 100, cookie: cookie.rawValue,
                match: Match([MatchField(.register(1), UInt128(number))]), actions: [.output(PortNumber(UInt32(port)))]),
        ]
        if isPoliced {
            flows.append(
                Flow(
                    table: 30, priority: 100, cookie: cookie.rawValue,
                    match: Match([MatchField(.register(2), UInt128(number))]),
                    actions: [.conntrack(Conntrack(zone: .number(port), table: 32))]))
        }
        return Fragment(
            cookie, owner: .nic(NICID(tenant: "acme", vm: "vm\(number)", index: 0)), audience: .host(host),
            rank: .receive, flows: flows.map(EncodedFlow.init),
            meters: [Meter(id: UInt32(port), flags: [.packetsPerSecond], bands: [.drop(rate: 10, burst: 0)])],
            zones: isPoliced ? [port] : [])
    }

    /// Has a switch take a change, round by round.
    private static func roll(_ changes: [(old: Fragment?, new: Fragment?)], to device: inout FakeSwitch) {
        let changes = changes.map {
            PendingChanges.Change(old: $0.old, new: $0.new, hosts: [host])
        }
        var rollout = Rollout(
            number: 1, changes: changes, places: changes.placesByHost(),
            participants: [.init(host: host, epoch: 1, marker: marker, heldMeters: [])],
            deadline: MonotonicTime(nanoseconds: 0))
        while rollout.startNextRound() {
            while let program = rollout.nextProgram(where: { _, _ in true }) {
                checkOrder(program.batch)
                #expect(device.apply(program.batch) == .committed)
            }
        }
    }

    /// No flow stands before a flush but the marker that says that the rest is unfinished.
    private static func checkOrder(_ batch: ModificationBatch) {
        let kinds = (0..<batch.count).map { batch.subject(at: $0) }
        let lastFlush = kinds.lastIndex { if case .zone = $0 { true } else { false } }
        let firstFlow = kinds.firstIndex { $0.isFlow && $0 != .flow(cookie: Pipeline.unfinishedMarker.cookie) }
        if let lastFlush, let firstFlow { #expect(lastFlush < firstFlow, "\(kinds)") }
    }

    private static func device(with fragments: Fragment...) -> FakeSwitch {
        var device = FakeSwitch()
        roll(fragments.map { (nil, $0) }, to: &device)
        return device
    }

    /// What a read-back finds on a switch, and the zones that are flushed for what is desired.
    private static func flushes(
        _ device: FakeSwitch, for desired: Fragment..., known: [Cookie: [UInt16]] = [:]
    ) -> [UInt16] {
        var readBack = ReadBack()
        (readBack.flows, readBack.groups, readBack.meters) = (device.flows, device.groups, device.meters)
        let difference = HostDifference(
            readBack: readBack, desired: desired, excluded: [:], marker: marker, knownZones: known, version: .v1_5)
        return (0..<difference.batch.count).compactMap {
            if case .zone(let zone) = difference.batch.subject(at: $0) { zone } else { nil }
        }
    }

    @Test("A policed NIC that comes, once, before its flows; another one on its port number, once more")
    func rollouts() {
        var device = Self.device(with: Self.nic(1, port: 7))
        #expect(device.flushes == [7])
        Self.roll([(Self.nic(1, port: 7), nil)], to: &device)
        #expect(device.flushes == [7], "nothing is flushed for a NIC that goes")
        Self.roll([(nil, Self.nic(2, port: 7))], to: &device)
        #expect(device.flushes == [7, 7])
        // Both in one change.
        Self.roll([(Self.nic(2, port: 7), nil), (nil, Self.nic(3, port: 7))], to: &device)
        #expect(device.flushes == [7, 7, 7])
        Self.roll([(Self.nic(3, port: 7), Self.nic(3, port: 9))], to: &device)
        #expect(device.flushes == [7, 7, 7, 9])
    }

    @Test("A NIC that comes to be policed; not one that is not, or that changes besides")
    func policed() {
        var device = Self.device(with: Self.nic(1, port: 7, isPoliced: false))
        #expect(device.flushes == [])
        Self.roll([(Self.nic(1, port: 7, isPoliced: false), Self.nic(1, port: 7))], to: &device)
        #expect(device.flushes == [7])
        let nic = Self.nic(1, port: 7)
        let changed = Fragment(
            nic.id, owner: nic.owner, audience: nic.audience, rank: nic.rank, flows: Array(nic.flows.entries.prefix(2)),
            zones: nic.zones)
        Self.roll([(nic, changed)], to: &device)
        #expect(device.flushes == [7])
    }

    @Test("After a connection: what the switch has for the NIC already is not flushed, and all else is")
    func readBack() {
        let device = Self.device(with: Self.nic(1, port: 7))
        #expect(Self.flushes(device, for: Self.nic(1, port: 7)) == [])
        #expect(Self.flushes(device, for: Self.nic(2, port: 7)) == [7], "another NIC had the port")
        #expect(Self.flushes(device, for: Self.nic(1, port: 9)) == [9], "its port has another number")
        #expect(Self.flushes(FakeSwitch(), for: Self.nic(1, port: 7), Self.nic(2, port: 8)) == [7, 8])
        #expect(Self.flushes(FakeSwitch(), for: Self.nic(1, port: 7, isPoliced: false)) == [])
        let unpoliced = Self.device(with: Self.nic(1, port: 7, isPoliced: false))
        #expect(Self.flushes(unpoliced, for: Self.nic(1, port: 7)) == [7], "who tracked there before nobody knows")
    }

    @Test("What a NIC had in this session is not flushed because others deleted its flows")
    func known() {
        let nic = Self.nic(1, port: 7)
        #expect(Self.flushes(FakeSwitch(), for: nic, known: [nic.id: [7]]) == [])
        #expect(Self.flushes(FakeSwitch(), for: Self.nic(1, port: 9), known: [nic.id: [7]]) == [9])
        #expect(Self.flushes(FakeSwitch(), for: Self.nic(2, port: 7), known: [nic.id: [7]]) == [7])
    }

    @Test("Zones count for what a fragment is, and not for what can be read back")
    func digests() {
        let nic = Self.nic(1, port: 7)
        func with(_ zones: [UInt16]) -> Fragment {
            Fragment(
                nic.id, owner: nic.owner, audience: nic.audience, rank: nic.rank, flows: Array(nic.flows.entries),
                zones: zones)
        }
        #expect(with([]).digest == nic.flows.digest && with([7]).digest == nic.flows.digest)
        #expect(with([7]) == with([7]) && with([7]) != with([8]) && with([7]) != with([]))
    }
}

extension ModificationBatch.Subject {
    fileprivate var isFlow: Bool { if case .flow = self { true } else { false } }
}
