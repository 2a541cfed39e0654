import Glibc
import Lab

/// Weft as shipped with a fleet of simulated hosts, which are a process of their own: joining, a cold start, all connections
/// lost at once, a restart, small changes, a NIC that moves, and rest.
public struct FleetBenchmark: Sendable {
    /// What to measure, and with what.
    public struct Options: Sendable {
        /// The lab that is made for the two processes, and removed again.
        public var lab = "bench"
        /// The path of `weftd`.
        public var program: String
        /// The path of `weft-bench`, whose `fleet` is the other process.
        public var fleetProgram: String
        public var shape: FleetShape
        /// How long nothing happens, to see what that costs.
        public var rest = Duration.seconds(10)
        /// How often a NIC is added and removed, and how often one moves from host to host.
        public var repetitions = 200

        public init(program: String, fleetProgram: String, shape: FleetShape) {
            self.program = program
            self.fleetProgram = fleetProgram
            self.shape = shape
        }
    }

    let options: Options
    private let testbed: Testbed
    private let progress: @Sendable (String) -> Void

    var shape: FleetShape { options.shape }

    /// - Parameter progress: takes a sentence when something begins.
    public init(_ options: Options, progress: @escaping @Sendable (String) -> Void) throws {
        self.options = options
        self.progress = progress
        testbed = try Testbed(lab: options.lab, program: options.program, companions: [options.fleetProgram])
    }

    /// Also for a signal's handler: may be called at any moment.
    public func removeEverything() { testbed.removeEverything() }

    /// Measures everything. Nothing is left of lab and files, whether it succeeds or throws.
    public func run() throws -> [Figure] { try testbed.run(LabSpec(hosts: [], nics: []), measure) }

    private func measure(_ daemon: Daemon) throws -> [Figure] {
        progress("a fleet of \(shape.hosts) hosts with \(shape.nicsPerHost) NICs each joins")
        try daemon.start()
        _ = try daemon.client.apply([.init(name: "fabric.yaml", text: shape.fabricDocument)])
        let watch = Stopwatch()
        let fleet = try testbed.lab.spawn(
            .controller,
            [
                options.fleetProgram, "fleet", "--hosts", "\(shape.hosts)", "--nics", "\(shape.nicsPerHost)",
                "--manager", "tcp:\(LabAddresses.controller):6640",
            ])
        defer { fleet.terminate(grace: .seconds(10)) }
        try daemon.waitUntilReady(hosts: shape.hosts, Self.patience, pause: 50)
        var figures = [
            Figure("fleet.join", watch.seconds, "s", note: "\(shape.hosts) hosts start, dial in and are prepared")
        ]
        progress("cold start")
        let files = shape.networkTexts.enumerated().map {
            ControllerClient.File(name: "nets\($0).yaml", text: $1)
        }
        let cold = try daemon.client.apply(files, timeout: Self.patience)
        let flows = try daemon.client.hosts().reduce(0) { $0 + $1.flows }
        figures.append(
            Figure("fleet.cold", cold.seconds, "s", note: "\(flows) flows on \(shape.hosts) hosts, to the last answer"))
        figures += try rest(daemon)
        progress("small changes")
        figures += try changes(daemon)
        progress("a NIC moves from host to host")
        figures += try moves(daemon, fleet)
        progress("all connections break off")
        figures += try storm(daemon, fleet)
        progress("weftd restarts")
        figures += try restart(daemon)
        return figures
    }

    /// For whatever concerns the whole fleet, however large it is.
    private static let patience = Duration.seconds(600)

    /// What weftd needs when nothing happens.
    private func rest(_ daemon: Daemon) throws -> [Figure] {
        sleep(3)
        let before = try daemon.processorSeconds()
        let watch = Stopwatch()
        usleep(UInt32(options.rest.inSeconds * 1e6))
        let share = (try daemon.processorSeconds() - before) / watch.seconds * 100
        let memory = try daemon.residentMegabytes().now
        return [
            Figure("fleet.idle", share, "% of a core", goal: .atMost(5), note: "nothing happens, for \(options.rest)"),
            Figure("fleet.memory", memory, "MB", note: "then"),
        ]
    }

    /// All hosts lose both connections at the same moment, and dial again after Open vSwitch's pause of a second.
    private func storm(_ daemon: Daemon, _ fleet: RunningProcess) throws -> [Figure] {
        let steady = try daemon.residentMegabytes().now
        try daemon.forgetPeak()
        let watch = Stopwatch()
        fleet.signal(SIGUSR1)
        try daemon.waitUntilAway(hosts: shape.hosts)
        let hosts = try daemon.waitUntilReady(hosts: shape.hosts, Self.patience, pause: 20)
        let seconds = watch.seconds
        let peak = try daemon.residentMegabytes().peak
        return [
            Figure(
                "fleet.storm.ready", seconds, "s", goal: .atMost(5),
                note: "all \(shape.hosts) hosts lost at once, to all in sync; 1 s of it is their pause"),
            Figure("fleet.storm.memory", peak / steady, "×", goal: .atMost(2), note: "at its peak, of what it was"),
            Figure(
                "fleet.storm.sent", Double(hosts.reduce(0) { $0 + $1.modificationsSent }), "flow_mods", goal: .atMost(0)
            ),
        ]
    }

    private func restart(_ daemon: Daemon) throws -> [Figure] {
        let steady = try daemon.residentMegabytes().now
        try daemon.stop()
        let watch = Stopwatch()
        try daemon.start()
        let hosts = try daemon.waitUntilReady(hosts: shape.hosts, Self.patience, pause: 20)
        let seconds = watch.seconds
        let peak = try daemon.residentMegabytes().peak
        return [
            Figure(
                "fleet.restart.ready", seconds, "s", goal: .atMost(5), note: "weftd's start to all hosts in sync"),
            Figure("fleet.restart.memory", peak / steady, "×", goal: .atMost(2), note: "at its peak, of what it was"),
            Figure(
                "fleet.restart.sent", Double(hosts.reduce(0) { $0 + $1.modificationsSent }), "flow_mods",
                goal: .atMost(0)),
        ]
    }
}
