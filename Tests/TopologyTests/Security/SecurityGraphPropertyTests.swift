import TestSupport
import Testing

@testable import Topology

@Suite("Groups in the graph, whatever changes")
struct SecurityGraphPropertyTests {
    private static let seeds = Seeds.range(24, nightly: 2000)

    private func snapshot(_ topology: Topology) -> SecuritySnapshot {
        SecuritySnapshot(topology, terms: SecurityScene.terms, groups: SecurityScene.groups)
    }

    @Test(
        "After each change it says what declarations mean, as a graph from nothing does, and names all that differs",
        arguments: seeds)
    func incremental(seed: UInt64) {
        var scene = SecurityScene(seed: seed)
        var before = snapshot(scene.topology)
        for step in 0..<120 {
            scene.change()
            let after = snapshot(scene.topology)
            let naive = NaiveSecurity(topology: scene.topology)
            let meant = SecuritySnapshot(naive: naive, terms: SecurityScene.terms, groups: SecurityScene.groups)
            #expect(after == meant, "step \(step)")
            let unnamed = after.differences(from: before, notIn: scene.topology.takeChanges())
            #expect(unnamed.isEmpty, "step \(step)")
            let new = scene.fromNothing()
            #expect(scene.topology.placements == new.placements && snapshot(new) == after, "step \(step)")
            let all = new.everything()
            #expect(all.groupHosts == after.served && all.terms == naive.terms, "step \(step)")
            guard after == meant, unnamed.isEmpty else { return }
            before = after
        }
    }

    @Test("Such changes move members, police NICs, and make identities of several terms", arguments: [0])
    func enough(seed: UInt64) {
        var scene = SecurityScene(seed: seed)
        var (served, terms, policed): (Set<GroupMembership>, Set<[PeerTerm]>, Set<NICID>) = ([], [], [])
        for _ in 0..<400 {
            scene.change()
            let now = snapshot(scene.topology)
            served.formUnion(now.served)
            terms.formUnion(now.nics.values.compactMap { $0.identity?.terms })
            policed.formUnion(now.nics.filter { $0.value.isPoliced && $0.value.groups.isEmpty }.keys)
        }
        #expect(served.count >= 15)
        #expect(terms.count { $0.count >= 3 } >= 30)
        #expect(policed.count >= 3)
    }

    @Test("Nothing is left when the last group and default are gone", arguments: seeds)
    func nothingLeft(seed: UInt64) {
        var scene = SecurityScene(seed: seed)
        for _ in 0..<80 { scene.change() }
        // One that means nobody keeps the accounts, and they must be empty but for NICs.
        let last = SecurityGroup(id: GroupID(tenant: "last", name: "g"), number: 99, members: MemberSelector())
        scene.topology.update(last)
        scene.removeAllGroups()
        let links = scene.topology.security
        #expect(links.members.isEmpty && links.groupsByNIC.isEmpty && links.servedMembers.isEmpty)
        #expect(links.termUses.isEmpty && links.identities.isEmpty && links.tierGroups == 0)
        #expect(links.groupCounts == ["last": 1] && links.selectors.count == 1)
        for id in scene.topology.nics.keys { scene.topology.remove(id) }
        #expect(scene.topology.security.nics.isEmpty)
        scene.topology.remove(last.id)
        #expect(scene.topology.security.groupCounts.isEmpty)
        #expect(scene.topology.networksByTenant.values.reduce(0) { $0 + $1.count } == scene.topology.networks.count)
    }
}
