import Glibc
import Lab

/// Weft against real Open vSwitch: hosts on the dummy datapath, by default ten with a hundred NICs each in five networks, and the
/// same switches programmed without Weft for comparison.
public struct HostsBenchmark: Sendable {
    /// What to measure, and with what.
    public struct Options: Sendable {
        /// The lab that is made, and removed again.
        public var lab = "bench"
        /// The path of `weftd`.
        public var program: String
        /// How often a NIC is added and removed, over all rounds.
        public var repetitions = 150
        /// How often everything is programmed from nothing, by each way.
        public var rounds = 3
        public var shape = FabricShape()

        public init(program: String) { self.program = program }

        var repetitionsOfRound: Int { (repetitions + rounds - 1) / rounds }
        /// How often a NIC moves from host to host, in each round.
        var movesOfRound: Int { min(10, repetitionsOfRound) }
    }

    let options: Options
    var shape: FabricShape { options.shape }
    private let testbed: Testbed
    var lab: Lab { testbed.lab }
    /// For `weftd`'s state, and for flows in files.
    var directory: String { testbed.directory }
    let progress: @Sendable (String) -> Void

    /// - Parameter progress: takes a sentence when something begins.
    public init(_ options: Options, progress: @escaping @Sendable (String) -> Void) throws {
        self.options = options
        self.progress = progress
        testbed = try Testbed(lab: options.lab, program: options.program)
    }

    /// What was measured, and the switch it was measured with.
    public struct Outcome {
        public var figures: [Figure] = []
        public var openVSwitch = ""
    }

    /// Measures everything. Nothing is left of lab and files, whether it succeeds or throws.
    public func run() throws -> Outcome {
        progress("\(shape.hosts) hosts with \(shape.nicsPerHost) NICs each")
        return try testbed.run(shape.labSpec, measure)
    }

    /// Also for a signal's handler: may be called at any moment.
    public func removeEverything() { testbed.removeEverything() }

    /// In every round Weft and what it is compared with are measured one after the other: the machine changes with time,
    /// and the ratios must not.
    private func measure(_ daemon: Daemon) throws -> Outcome {
        var outcome = Outcome()
        var times = HostTimes()
        progress("weftd starts, hosts join")
        try daemon.start()
        outcome.figures.append(try join(daemon))
        for round in 1...options.rounds {
            progress("round \(round) of \(options.rounds): cold start, small changes, the same without Weft")
            times.cold.append(try coldStart(daemon))
            let confirmed = try fleet().states()
            if round == 1 { try checkConfirmation(daemon, confirmed) }
            times.durableWrites += try durableWrites()
            try smallChanges(daemon, &times)
            try moves(daemon, &times)
            // At rest: what a burst of work needed goes back to the system within a second.
            usleep(1_500_000)
            let memory = try daemon.residentMegabytes()
            times.memory.append(memory.now)
            times.peakMemory.append(memory.peak)
            if round == 1 {
                outcome.figures += try restart(daemon)
                progress("the slow check, one switch after the other")
                outcome.figures += try slowCheck(daemon)
            }
            try daemon.stop()
            try withoutWeft(confirmed, &times)
            guard round < options.rounds else {
                outcome.figures += figures(times, confirmed)
                break
            }
            try daemon.start()
            try daemon.waitUntilReady(hosts: shape.hosts)
            _ = try daemon.client.apply(deleting: shape.networkDocuments)
            try daemon.waitUntilReady(hosts: shape.hosts)
        }
        outcome.openVSwitch = try fleet().switches.first?.software() ?? ""
        return outcome
    }

    /// New connections to all integration bridges; a switch gives up one that stays silent for long.
    func fleet() throws -> SwitchFleet { try fleet(of: shape.hostNames) }

    func fleet(of hosts: [String]) throws -> SwitchFleet {
        try SwitchFleet(sockets: hosts.map { "\(lab.runDirectory(of: $0))/br-int.mgmt" })
    }

    /// From the document that names the hosts until all are prepared.
    private func join(_ daemon: Daemon) throws -> Figure {
        let watch = Stopwatch()
        _ = try daemon.client.apply([.init(name: "fabric.yaml", text: shape.fabricDocument)])
        try daemon.waitUntilReady(hosts: shape.hosts)
        return Figure("hosts.join", watch.milliseconds, "ms", note: "hosts declared to all prepared and in sync")
    }
}
