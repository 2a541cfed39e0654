import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import TestSupport
import Testing
import Topology

@testable import Controller

@Suite("Programs that are written when they are sent")
struct RolloutTests {
    private static let hosts = (1...3).map { HostID("kvm\($0)") }

    private static func flow(_ priority: Int, port: Int) -> Flow {
        Flow(
            table: 0, priority: UInt16(priority), cookie: 7, match: Match(),
            actions: [.output(PortNumber(UInt32(port)))])
    }

    /// A version of a fragment; none in one case of four.
    private static func version(
        _ number: Int, _ rank: Rank, _ generator: inout SeededGenerator
    ) -> Fragment? {
        guard Int.random(in: 0..<4, using: &generator) > 0 else { return nil }
        let flows = (1...3).filter { _ in Bool.random(using: &generator) }.map {
            flow(number * 10 + $0, port: Int.random(in: 1...2, using: &generator))
        }
        let hasMeter = Int.random(in: 0..<4, using: &generator) == 0
        // A meter's number that two fragments may have one after the other.
        let meter = Meter(id: UInt32(number / 2 + 1), flags: [.packetsPerSecond], bands: [.drop(rate: 10, burst: 0)])
        return Fragment(
            Cookie(.base, UInt64(number)), owner: .host(hosts[0]), audience: .host(hosts[0]), rank: rank,
            flows: flows.map(EncodedFlow.init),
            meters: hasMeter ? [meter] : [])
    }

    private static func changes(_ generator: inout SeededGenerator) -> [PendingChanges.Change] {
        (0..<Int.random(in: 1...6, using: &generator)).map { number in
            let rank: Rank = Bool.random(using: &generator) ? .receive : .send
            let hosts = Set(hosts.filter { _ in Bool.random(using: &generator) })
            return PendingChanges.Change(
                old: version(number, rank, &generator), new: version(number, rank, &generator), hosts: HostList(hosts))
        }
    }

    private static func participant(_ host: HostID) -> Rollout.Participant {
        Rollout.Participant(
            host: host, epoch: 5, marker: Pipeline.marker(digest: UInt64(host.name.utf8.last ?? 0)), heldMeters: [])
    }

    private static func rollout(_ changes: [PendingChanges.Change]) -> Rollout {
        Rollout(
            number: 1, changes: changes, places: changes.placesByHost(), participants: hosts.map(participant),
            deadline: MonotonicTime(nanoseconds: 0))
    }

    @Test(
        "What is foretold of a host's programs is never less than what they are",
        arguments: Seeds.range(200, nightly: 5_000))
    func outline(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let changes = Self.changes(&generator)
        let outline = changes.reduce(into: ChangeOutline()) { $0.add(ChangeOutline(of: $1)) }
        var written: [Round] = []
        var size = BatchSize()
        let hasMeters = changes.contains { $0.old?.meters.isEmpty == false || $0.new?.meters.isEmpty == false }
        for round in Round.allCases {
            var batch = ModificationBatch()
            round.write(RankedChanges(changes), heldMeters: [], into: &batch)
            guard !batch.isEmpty else { continue }
            written.append(round)
            size.add(batch.size)
        }
        #expect(Set(written).isSubset(of: outline.rounds))
        if outline.isOneStep { #expect(written.count <= 1 && size.isOneStep) }
        if !hasMeters {
            #expect(written == outline.rounds)
            #expect(outline.isOneStep == (written.count <= 1))
        }
    }

    @Test(
        "Each host gets its own changes, round by round, and its marker at their end",
        arguments: Seeds.range(200, nightly: 5_000))
    func programs(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let changes = Self.changes(&generator)
        var rollout = Self.rollout(changes)
        var got: [HostID: [Rollout.Program]] = [:]
        var last: Round?
        while rollout.startNextRound() {
            if let last, let round = rollout.round { #expect(last < round) }
            last = rollout.round
            while let program = rollout.nextProgram(where: { _, _ in true }) {
                #expect(got[program.host]?.last?.isLast != true)
                got[program.host, default: []].append(program)
            }
        }
        #expect(Array(rollout.hosts).isEmpty)
        for host in Self.hosts {
            let own = RankedChanges(changes.filter { $0.hosts.contains(host) })
            let expected = Round.allCases.reduce(into: 0) { count, round in
                var batch = ModificationBatch()
                round.write(own, heldMeters: [], into: &batch)
                count += batch.count
            }
            let programs = got[host] ?? []
            let all = programs.flatMap { program in (0..<program.batch.count).map { program.batch.subject(at: $0) } }
            let isMarkedUnfinished = all.first == .flow(cookie: 1)
            #expect(all.count == (all.isEmpty ? 0 : expected + 1 + (isMarkedUnfinished ? 1 : 0)))
            guard let end = programs.last else {
                #expect(expected == 0)
                continue
            }
            #expect(end.isLast && all.last == .flow(cookie: Self.participant(host).marker.cookie))
            if programs.count > 1 || !end.batch.isOneStep { #expect(isMarkedUnfinished) }
        }
    }

    @Test("A host that has another baseline by now, or no session, takes part no more")
    func gone() {
        let fragment = Fragment(
            Cookie(.base, 1), owner: .host(Self.hosts[0]), audience: .host(Self.hosts[0]), rank: .receive,
            flows: [EncodedFlow(Self.flow(1, port: 1))])
        let change = PendingChanges.Change(old: nil, new: fragment, hosts: HostList(Set(Self.hosts)))
        var rollout = Self.rollout([change])
        let isStarted = rollout.startNextRound()
        #expect(isStarted && rollout.concerns(Self.hosts[0]) && rollout.concerns(Self.hosts[2]))
        var asked: [UInt64] = []
        let first = rollout.nextProgram { host, epoch in
            asked.append(epoch)
            return host != Self.hosts[0]
        }
        #expect(asked == [5, 5])
        #expect(first?.host == Self.hosts[1] && first?.epoch == 5)
        #expect(Array(rollout.hosts) == [Self.hosts[2]])
    }
}
