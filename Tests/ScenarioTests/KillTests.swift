import AttackTable
import Foundation
import JSON
import Lab
import Testing

extension Scenarios {
    /// `weftd` is killed at a point in the life of a change, and what is on the disk and on the hosts is looked at.
    @Suite("Killed at a point")
    struct KillTests {
        private static let points = ["after-accept", "before-sync", "after-sync", "between-bundles", "between-hosts"]
        private static let rounds = 5

        @Test(
            "No acknowledged revision is lost, hosts have exactly the old or the new state, or one between two rounds until weftd is back, and all is well soon after",
            .covers(.d1), arguments: points)
        func killed(point: String) throws {
            try Fabric.with(.generated(hosts: 3, vms: 6)) { fabric in
                try fabric.applyAll()
                let hosts = try fabric.lab.status().hosts.map(\.name)
                let nics = try fabric.lab.nics()
                // Two states: with and without acme2, whose flows are on every host.
                let texts = [nics.filter { $0.vm != "acme2" }, nics].map { Documents.tenant("acme", $0) }
                let states = try texts.map { text in
                    try fabric.apply(text)
                    return try hosts.map { try fabric.flowTable($0).flows }
                }
                #expect(zip(states[0], states[1]).allSatisfy { $0 != $1 })

                var kept = 0
                var left: [Int] = []
                var (times, outages): ([Duration], [Duration]) = ([], [])
                // globex has nothing to do with the changes: it loses no packet over all of them.
                let outcomes = try fabric.streaming(tenant: "globex") {
                    for round in 0..<Self.rounds {
                        let acknowledged = try fabric.revision()
                        let old = (round + 1) % 2
                        try fabric.stop()
                        try fabric.start(killAt: point)
                        try fabric.waitReady()
                        let change = try fabric.beginChange(texts[1 - old])
                        try fabric.expectKilled()
                        // As the unit of docs/operations.md starts it again: RestartSec.
                        let died = ContinuousClock.now
                        // What was on its way has arrived.
                        usleep(300_000)
                        left += try expectLeft(fabric, hosts, from: states[old], to: states[1 - old], point)
                        while ContinuousClock.now - died < .milliseconds(500) { usleep(1000) }
                        let begun = ContinuousClock.now
                        try fabric.start(isAwaited: false)
                        try fabric.awaitReady(hosts)
                        times.append(ContinuousClock.now - begun)
                        outages.append(ContinuousClock.now - died)
                        let outcome = change.wait(timeout: .seconds(20))?.status
                        #expect(
                            outcome != nil && outcome != 0, "the change was answered although weftd was killed \(point)"
                        )
                        let revision = try fabric.revision()
                        #expect(revision == acknowledged || revision == acknowledged + 1)
                        if ["after-accept", "before-sync"].contains(point) { #expect(revision == acknowledged) }
                        if ["after-sync", "between-bundles", "between-hosts"].contains(point) {
                            #expect(revision == acknowledged + 1)
                        }
                        let state = revision == acknowledged ? old : 1 - old
                        for (host, expected) in zip(hosts, states[state]) {
                            let flows = try fabric.flowTable(host).flows
                            #expect(flows == expected, "\(host) in round \(round)")
                        }
                        if revision > acknowledged { kept += 1 }
                        // The next round goes the other way.
                        if state == old { try fabric.apply(texts[1 - old]) }
                    }
                }
                for outcome in outcomes {
                    #expect(outcome.lost == 0 && outcome.sent > 500, "\(outcome.losses)")
                }
                let moved = left.count { $0 > 0 }
                if point == "between-hosts" { #expect(moved > 0, "none was killed between hosts") }
                try fabric.apply(texts[1])
                // Guests that asked for acme2 while it was not declared still believe that nobody has its address.
                for nic in nics { try fabric.output(.vm(nic.vm), "ip neigh flush all") }
                try fabric.expectReachability()
                let slowest = times.max() ?? .zero
                #expect(slowest <= .seconds(1), "\(times.map(\.text))")
                measured(
                    "\(point): killed \(Self.rounds) times, \(kept) of \(Self.rounds) changes durable and none acknowledged lost; of \(left.count) tables of hosts that it left \(left.count - moved) as before and \(moved) exactly as after a round; \(outcomes.reduce(0) { $0 + $1.sent }) packets and 0 lost; all hosts in sync at most \(slowest.text) after the start, \((outages.max() ?? .zero).text) after the death"
                )
            }
        }

        /// Expects that hosts have the old flows, the new ones, or exactly what there is between two rounds, and that as the
        /// point has it: see `FaultPoint`.
        ///
        /// - Returns: of each host, how many rounds have reached it.
        private func expectLeft(
            _ fabric: Fabric, _ hosts: [String], from old: [Set<String>], to new: [Set<String>], _ point: String
        ) throws -> [Int] {
            var places: [Int] = []
            for (position, host) in hosts.enumerated() {
                let states = RolloutStates(from: old[position], to: new[position])
                let flows = try fabric.flowTable(host).flows
                let place = states.position(of: flows)
                #expect(place != nil, "\(host): \(states.explanation(of: flows))")
                places.append(place ?? 0)
            }
            let moved = places.count { $0 > 0 }
            switch point {
            case "between-bundles": #expect(moved > 0, "a host has confirmed")
            case "between-hosts": #expect(moved <= 1 && places.allSatisfy { $0 <= 1 }, "one host was sent one round")
            default: #expect(moved == 0, "nothing was sent")
            }
            return places
        }
    }
}

extension Fabric {
    /// Applies a document to a daemon that is going to be killed meanwhile.
    ///
    /// - Returns: the running `weft apply`.
    fileprivate func beginChange(_ text: String) throws -> RunningProcess {
        let file = "\(directory)/killed.yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try lab.spawn(
            .controller,
            ["env", "WEFT_SERVER=unix:\(socket)", Programs.weft, "apply", "--yes", "--timeout", "20s", "-f", file])
    }
}
