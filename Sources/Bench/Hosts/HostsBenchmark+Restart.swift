extension HostsBenchmark {
    /// Stops `weftd` and starts it again: nothing has changed, so nothing may be sent.
    func restart(_ daemon: Daemon) throws -> [Figure] {
        let before = try fleet().states()
        let stopped = Stopwatch()
        try daemon.stop()
        let started = Stopwatch()
        try daemon.start()
        let hosts = try daemon.waitUntilReady(hosts: shape.hosts)
        let milliseconds = started.milliseconds
        // A flow that is younger than the stop was written again, whoever counts.
        let age = stopped.seconds
        let after = try fleet().states()
        let rewritten = after.reduce(0) { $0 + $1.ages.count { $0 < age } }
        let changed = zip(before, after).count { !$0.holdsTheSame(as: $1) }
        let sent = hosts.reduce(0) { $0 + $1.modificationsSent }
        return [
            Figure("restart.ready", milliseconds, "ms", note: "weftd started to all hosts in sync"),
            Figure("restart.sent", Double(sent), "flow_mods", goal: .atMost(0), note: "as weftd counts"),
            Figure(
                "restart.rewritten", Double(rewritten + changed), "flows", goal: .atMost(0),
                note: "as the switches tell by the flows' age and content"),
        ]
    }
}
