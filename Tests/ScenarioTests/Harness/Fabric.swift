import Foundation
import Lab
import NetworkTypes
import Synchronization
import TLS
import Testing

/// A lab with a controller and documents: what one scenario works on.
final class Fabric {
    let lab: Lab
    /// Where `weftd` keeps its state and its socket, and scenarios their documents.
    let directory: String
    private(set) var daemon: RunningProcess?
    /// What earlier runs of `weftd` wrote, newest last.
    private var logs: [String] = []

    /// Where hosts find the controller; by default at the address of its namespace. An address that can move is in none.
    var service: IPv4Address?
    /// What `weftd` is told by its environment besides.
    var environment: [String: String] = [:]

    /// Whether hosts and controller speak TLS, with the certificates in `pki`.
    let usesTLS: Bool

    private static let counter = Mutex(0)
    /// `WEFT_SCENARIO_TLS=1` runs every scenario over TLS.
    private static let isTLSDemanded = ProcessInfo.processInfo.environment["WEFT_SCENARIO_TLS"] == "1"

    private init(usesTLS: Bool) throws {
        self.usesTLS = usesTLS
        let number = Self.counter.withLock { value in
            value += 1
            return value
        }
        lab = try Lab(name: "sc-\(getpid())-\(number)")
        directory = "/tmp/weft-\(lab.name)"
    }

    /// Gives `body` a lab and an empty directory, and removes both afterwards, however that ends.
    ///
    /// - Parameter isStarted: whether `weftd` runs when `body` begins.
    /// - Parameter usesTLS: by default what the run as a whole is to use.
    static func with(
        _ spec: LabSpec, usesTLS: Bool? = nil, isStarted: Bool = true, _ body: (Fabric) throws -> Void
    ) throws {
        let fabric = try Fabric(usesTLS: usesTLS ?? isTLSDemanded)
        defer { fabric.tearDown() }
        try FileManager.default.createDirectory(atPath: fabric.directory, withIntermediateDirectories: true)
        do {
            var spec = spec
            if fabric.usesTLS { spec.ssl = fabric.pki.path }
            try fabric.lab.up(spec)
            try fabric.quickenManagers()
            if isStarted {
                try fabric.slackenManagers()
                try fabric.start()
            }
            try body(fabric)
        } catch {
            fabric.printLogs()
            throw error
        }
    }

    private func tearDown() {
        daemon?.terminate()
        do {
            try lab.down()
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            Issue.record("the lab cannot be taken down: \(error)")
        }
    }

    /// Has `ovsdb-server` redial within a second instead of eight, so that scenarios do not wait for a first `weftd`.
    func quickenManagers() throws { try eachManager { "set Manager \($0) max_backoff=1000" } }

    /// Leaves the managers as `set-manager` makes them: what quickens them from now on is `weftd`.
    private func slackenManagers() throws { try eachManager { "clear Manager \($0) max_backoff" } }

    private func eachManager(_ command: (Substring) -> String) throws {
        for host in try lab.status().hosts where !host.isPartitioned {
            let managers = try output(.host(host.name), "ovs-vsctl --bare --columns=_uuid list Manager")
            for row in managers.split(whereSeparator: \.isWhitespace) {
                try output(.host(host.name), "ovs-vsctl \(command(row))")
            }
        }
    }

    /// What all runs of `weftd` logged as errors; a switch that refuses something is one.
    var errorsLogged: [Substring] {
        (logs + [daemon.map { $0.stdout + $0.stderr } ?? ""]).flatMap { $0.split(separator: "\n") }
            .filter { $0.contains("\"level\":\"error\"") }
    }

    private func printLogs() {
        for log in logs + [daemon.map { $0.stdout + $0.stderr } ?? ""] where !log.isEmpty {
            print("--- weftd")
            print(log.split(separator: "\n").suffix(40).joined(separator: "\n"))
        }
    }
}

// MARK: - The controller

extension Fabric {
    var socket: String { "\(directory)/weftd.sock" }
    /// The method of addresses: `ssl` or `tcp`.
    var method: String { usesTLS ? "ssl" : "tcp" }
    /// Where weftd looks for keys and certificates by itself.
    var pki: PKIDirectory { PKIDirectory(stateDirectory: "\(directory)/state") }

    /// Starts `weftd`, and waits until it answers unless `isAwaited` is false.
    ///
    /// - Parameter point: where it is going to be killed, see `FaultPoint`.
    func start(killAt point: String? = nil, isAwaited: Bool = true) throws {
        precondition(daemon == nil, "one weftd at a time")
        let variables = environment.merging(point.map { ["WEFTD_KILL_AT": $0] } ?? [:]) { $1 }
        daemon = try lab.spawn(
            .controller,
            ["env"] + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                + command(state: "\(directory)/state", socket: socket))
        guard isAwaited else { return }
        try eventually("weftd answers", within: .seconds(20)) {
            guard daemon?.isRunning == true else { throw ScenarioError("weftd ended at once") }
            return try weft("get", "hosts").status == 0
        }
    }

    /// How `weftd` is started on a state directory.
    func command(state: String, socket: String) -> [String] {
        let address = service.map(\.description) ?? LabAddresses.controller.description
        let listener = service == nil ? address : "0.0.0.0"
        return [
            Programs.weftd, "--state", state, "--api", "unix:\(socket)", "--ovsdb", "\(method):\(listener):6640",
            "--openflow", "\(method):\(listener):6653", "--advertise", address,
        ]
    }

    /// Ends `weftd`; does nothing when it does not run.
    ///
    /// - Parameter signal: `SIGTERM`, after which it must end by itself with status 0, or `SIGKILL`.
    func stop(_ signal: Int32 = SIGTERM) throws {
        guard let running = daemon else { return }
        running.signal(signal)
        guard let result = running.wait(timeout: .seconds(10)) else {
            throw ScenarioError("weftd does not end after signal \(signal)")
        }
        #expect(result.status == (signal == SIGKILL ? 128 + SIGKILL : 0), "weftd after signal \(signal)")
        logs.append(result.stdout + result.stderr)
        daemon = nil
    }

    /// Waits for the end of a `weftd` that was killed by itself.
    func expectKilled(sourceLocation: SourceLocation = #_sourceLocation) throws {
        guard let result = daemon?.wait(timeout: .seconds(10)) else { throw ScenarioError("weftd lives") }
        #expect(result.status == 128 + SIGKILL, sourceLocation: sourceLocation)
        logs.append(result.stdout + result.stderr)
        daemon = nil
    }

    func restart(_ signal: Int32 = SIGTERM) throws {
        try stop(signal)
        try start()
    }
}
