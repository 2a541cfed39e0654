import Bench
import CAllocationCount
import CommandLine
import Foundation

private let scenarioNames = ["codec", "peers", "ovsdb", "compile", "hosts", "ovn", "reconnect-storm"]

private let scenarioArgument: Argument = {
    var argument = Argument.repeated("scenario", "What to measure; everything if not given.")
    argument.choices = scenarioNames
    return argument
}()

/// The command line of `weft-bench`.
let benchCommand = Command(
    "weft-bench", summary: "Measure Weft and compare it with what the switches need at least.",
    discussion: """
        Scenarios are codec (OpenFlow: encode, decode, copy, allocations), peers (the same by os-ken and ovs-ofctl), ovsdb (a dump and updates), compile (the engine alone), hosts (with real Open vSwitch; \
        needs root), ovn (OVN with the same shape; downloads its packages) and reconnect-storm (a fleet of simulated hosts, which `weft-bench fleet` runs too; needs root); all of them without an argument. Figures go to the standard output as a table and to a file as JSON.

        A loaded machine is refused with exit code 2: its figures would mean nothing.
        """,
    arguments: [scenarioArgument],
    options: [
        .value("json", "The file for the figures; bench-results/COMMIT-TIME.json if not given.", placeholder: "file"),
        .value("commit", "What is measured, for the record.", defaultValue: "unknown"),
        .flag("force", "Measure on a loaded machine too."),
        .value("settle", "Wait so long for the machine to become quiet.", placeholder: "time", defaultValue: "0s"),
        .value("lab", "The lab that is made and removed.", placeholder: "name", defaultValue: "bench"),
        .value("weftd", "The program to measure; next to this one if not given.", placeholder: "path"),
        .value("os-ken", "A Python interpreter that has os-ken, to be compared.", placeholder: "path"),
        .value("real", "Hosts with real Open vSwitch.", placeholder: "count", defaultValue: "10"),
        .value("real-nics", "NICs of each.", placeholder: "count", defaultValue: "100"),
        .value("networks", "Networks that they share.", placeholder: "count", defaultValue: "5"),
        .flag("monitor-all", "Have each chassis of OVN read the whole southbound database."),
        .value("fleet", "Simulated hosts.", placeholder: "count", defaultValue: "1000"),
        .value("nics", "NICs of each simulated host.", placeholder: "count", defaultValue: "10"),
        .value("rest", "How long they do nothing, to see what that costs.", placeholder: "time", defaultValue: "10s"),
        .value("rounds", "How often everything is programmed from nothing.", placeholder: "count", defaultValue: "3"),
        .value("repetitions", "How often one NIC is added and removed.", placeholder: "count", defaultValue: "150"),
    ],
    action: runBenchmarks)

private func runBenchmarks(_ call: Invocation) throws -> ExitCode {
    let patience = try call.duration("settle") ?? .zero
    guard call.flag("force") || Conditions.waitUntilQuiet(patience) else {
        reportError(
            code: "busy",
            message: "the load average is \(Conditions.loadAverage()), above \(Conditions.largestQuietLoad): "
                + "figures of a busy machine mean nothing",
            hint: "wait, or use --force")
        return .usage
    }
    let scenarios = call.arguments("scenario").isEmpty ? scenarioNames : call.arguments("scenario")
    var report = Report(conditions: .now(commit: call.value("commit") ?? "unknown"))
    try measureProcessor(scenarios, &report)
    if scenarios.contains("peers") {
        showProgress("peers")
        let osKen = call.value("os-ken").map { (interpreter: $0, script: "scripts/bench-os-ken.py") }
        report.figures += try PeerBenchmark(osKen: osKen).run()
    }
    if scenarios.contains("compile") {
        showProgress("compile")
        report.figures += try CompileBenchmark.run()
        showProgress("compile: 1000 hosts with 100 NICs each")
        report.figures += try CompileBenchmark.runFull()
    }
    if scenarios.contains("hosts") { try measureHosts(call, &report) }
    if scenarios.contains("ovn") { try measureOVN(call, &report) }
    if scenarios.contains("reconnect-storm") { try measureFleet(call, &report) }
    try measureProcessor(scenarios, &report)
    report.conditions.loadAtEnd = Conditions.loadAverage()
    try present(report, in: call.value("json") ?? report.defaultFile)
    return .success
}

/// What needs nothing but a core. It is measured before and after all else, and the better of both counts.
private func measureProcessor(_ scenarios: [String], _ report: inout Report) throws {
    let allocations = AllocationCounter { weft_allocation_count() }
    if scenarios.contains("codec") {
        showProgress("codec")
        report.add(repeated: try CodecBenchmark(allocations: allocations).run())
    }
    if scenarios.contains("ovsdb") {
        showProgress("ovsdb")
        report.add(repeated: try DatabaseBenchmark(allocations: allocations).run())
    }
}

private func measureFleet(_ call: Invocation, _ report: inout Report) throws {
    let hosts = try call.integer("fleet", in: 1...16_000) ?? 1000
    let shape = FleetShape(hosts: hosts, nicsPerHost: try call.integer("nics", in: 0...min(hosts, 200)) ?? 10)
    var options = FleetBenchmark.Options(
        program: call.value("weftd") ?? neighbour("weftd"), fleetProgram: neighbour("weft-bench"), shape: shape)
    options.lab = call.value("lab") ?? options.lab
    options.rest = try call.duration("rest") ?? options.rest
    let benchmark = try FleetBenchmark(options, progress: showProgress)
    let interruption = Interruption { benchmark.removeEverything() }
    defer { withExtendedLifetime(interruption) {} }
    report.figures += try benchmark.run()
}

/// A program that lies beside this one.
private func neighbour(_ name: String) -> String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: name).path
}

private func realShape(_ call: Invocation) throws -> FabricShape {
    FabricShape(
        hosts: try call.integer("real", in: 1...200) ?? 10, networks: try call.integer("networks", in: 1...200) ?? 5,
        nicsPerHost: try call.integer("real-nics", in: 1...1_000) ?? 100)
}

/// OVN is compared where its packages can be fetched.
private func measureOVN(_ call: Invocation, _ report: inout Report) throws {
    let shape = try realShape(call)
    let benchmark = OVNBenchmark(
        hosts: shape.hosts, nicsPerHost: shape.nicsPerHost, networks: shape.networks, repetitions: 30,
        isWhole: call.flag("monitor-all"))
    guard try benchmark.prepare() else { return showProgress("OVN cannot be fetched and is left out") }
    showProgress("OVN: \(shape.hosts) chassis with \(shape.nicsPerHost) NICs each")
    report.figures += try benchmark.run(beside: report.figures)
}

private func measureHosts(_ call: Invocation, _ report: inout Report) throws {
    var options = HostsBenchmark.Options(program: call.value("weftd") ?? neighbour("weftd"))
    options.lab = call.value("lab") ?? options.lab
    options.repetitions = try call.integer("repetitions", in: 1...100_000) ?? options.repetitions
    options.rounds = try call.integer("rounds", in: 1...1_000) ?? options.rounds
    options.shape = try realShape(call)
    let benchmark = try HostsBenchmark(options, progress: showProgress)
    let interruption = Interruption { benchmark.removeEverything() }
    defer { withExtendedLifetime(interruption) {} }
    let outcome = try benchmark.run()
    report.figures += outcome.figures
    report.conditions.openVSwitch = outcome.openVSwitch
}

private func present(_ report: Report, in file: String) throws {
    let conditions = report.conditions
    let missed = report.missed.isEmpty ? "none" : report.missed.map(\.name).joined(separator: ", ")
    writeText(report.table.render(), to: .output)
    writeText(
        """

        commit \(conditions.commit), \(conditions.cpuCount) CPUs (\(conditions.cpuModel)), \
        load \(conditions.loadAtStart) before and \(conditions.loadAtEnd ?? 0) after
        goals missed: \(missed)
        written to \(file)

        """, to: .output)
    try report.write(to: file)
}

private func showProgress(_ sentence: String) {
    writeText("weft-bench: \(sentence)\n", to: .standardError)
}
