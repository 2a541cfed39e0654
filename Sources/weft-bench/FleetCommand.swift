import Bench
import CommandLine

/// `weft-bench fleet`: hosts that are not there, for a controller that is.
let fleetCommand = Command(
    "weft-bench fleet", summary: "Run simulated hosts that dial a controller, until interrupted.",
    discussion: """
        Each has an OVSDB server and a switch that behave as Open vSwitch does, and dials from a loopback address of its own. \
        SIGUSR1 breaks all connections off at once; they are dialled again as Open vSwitch does. SIGUSR2 moves the port of one NIC to the next of up to ten hosts, \
        as a live migration does: it is added there, and then removed where it was.

        The documents that name these hosts and their NICs are printed by --documents.
        """,
    options: [
        .value("hosts", "How many hosts.", placeholder: "count", defaultValue: "10"),
        .value("nics", "NICs of each.", placeholder: "count", defaultValue: "10"),
        .value(
            "manager", "Whom their databases dial.", placeholder: "target", defaultValue: "tcp:127.0.0.1:6640"),
        .flag("documents", "Print the documents, and end."),
    ],
    action: runFleet)

private func runFleet(_ call: Invocation) throws -> ExitCode {
    let hosts = try call.integer("hosts", in: 1...16_000) ?? 10
    let shape = FleetShape(hosts: hosts, nicsPerHost: try call.integer("nics", in: 0...min(hosts, 200)) ?? 10)
    if call.flag("documents") {
        writeText(shape.documents, to: .output)
        return .success
    }
    try FleetProcess(shape, manager: call.value("manager") ?? "").run { writeText($0, to: .output) }
    return .success
}
