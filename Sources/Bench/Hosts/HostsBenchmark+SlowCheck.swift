import Glibc

extension HostsBenchmark {
    /// What the second net of the audit costs on a fleet where nothing happens: `weftd` is started so that a switch is always
    /// due, and only the rest after each check holds it back. That is the most it ever takes, whatever the fleet's size.
    func slowCheck(_ daemon: Daemon) throws -> [Figure] {
        var poll = Poll(daemon)
        let price = try poll.price()
        try daemon.stop()
        try daemon.start(environment: ["WEFTD_CHECK_PERIOD": "1"])
        try daemon.waitUntilReady(hosts: shape.hosts)
        // From the end of a check to the end of another, so that each has its rest.
        let before = try poll.endOfCheck(after: 0)
        usleep(Self.window)
        let after = try poll.endOfCheck(after: try poll.now().checks)
        let checks = Double(after.checks - before.checks)
        let used = after.processor - before.processor - Double(after.polls - before.polls) * price
        let one = used / checks
        let flows = after.flows / Int64(shape.hosts)
        return [
            Figure(
                "audit.slow-check", used / (after.at - before.at) * 100, "% of a core", goal: .atMost(2),
                note: "\(Int(checks)) checks, as fast as they follow each other"),
            Figure("audit.slow-check.one", one * 1e3, "ms of a core", note: "a switch with \(flows) flows"),
            Figure(
                "audit.slow-check.fleet", one * Double(shape.hosts) / Self.period * 100, "% of a core",
                goal: .atMost(2), note: "\(shape.hosts) hosts, each once in 15 minutes"),
        ]
    }

    /// Microseconds without a question in between.
    private static let window: UInt32 = 6_000_000
    private static let period = 900.0

    /// Asks `weftd` how many checks it has made, and its processor time of the system.
    private struct Poll {
        struct Moment {
            let checks: Int64
            let flows: Int64
            let processor: Double
            let at: Double
            let polls: Int
        }

        private let daemon: Daemon
        private var count = 0

        init(_ daemon: Daemon) { self.daemon = daemon }

        /// The processor time of one question, in seconds; while no switch is checked.
        mutating func price() throws -> Double {
            let before = try now()
            var last = before
            for _ in 0..<50 { last = try now() }
            return (last.processor - before.processor) / 50
        }

        mutating func now() throws -> Moment {
            let hosts = try daemon.client.hosts()
            count += 1
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Moment(
                checks: hosts.reduce(0) { $0 + $1.checks }, flows: hosts.reduce(0) { $0 + $1.flows },
                processor: try daemon.processorSeconds(), at: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9,
                polls: count)
        }

        /// Waits until one more check is over than `checks`.
        mutating func endOfCheck(after checks: Int64) throws -> Moment {
            let deadline = ContinuousClock.now + .seconds(20)
            while true {
                let moment = try now()
                if moment.checks > checks { return moment }
                guard ContinuousClock.now < deadline else { throw BenchError("weftd checks no switch") }
                usleep(100_000)
            }
        }
    }
}
