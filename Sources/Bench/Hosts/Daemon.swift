import Foundation
import Glibc
import Lab

/// `weftd` in the controller's namespace of a lab.
final class Daemon {
    private let lab: Lab
    private let program: String
    private let directory: String
    private var process: RunningProcess?

    let client: ControllerClient

    /// - Parameters:
    ///   - program: the path of `weftd`.
    ///   - directory: for its state and its socket; short, because socket paths end at 107 bytes.
    init(_ lab: Lab, program: String, directory: String) {
        self.lab = lab
        self.program = program
        self.directory = directory
        client = ControllerClient(socket: "\(directory)/weftd.sock")
    }

    /// Starts it; returns when its API answers.
    ///
    /// - Parameter environment: further variables.
    func start(environment: [String: String] = [:]) throws {
        let address = LabAddresses.controller
        let process = try lab.spawn(
            .controller,
            [
                program, "--state", "\(directory)/state", "--api", "unix:\(directory)/weftd.sock",
                "--ovsdb", "tcp:\(address):6640", "--openflow", "tcp:\(address):6653", "--advertise", "\(address)",
            ], environment: environment)
        self.process = process
        try wait(for: "weftd's API", .seconds(120), pause: 1) { client.isUp }
    }

    /// Ends it as an operator would.
    func stop() throws {
        guard let process else { return }
        self.process = nil
        let result = process.terminate(grace: .seconds(10))
        guard result.status == 0 || result.status == 128 + SIGTERM else {
            throw BenchError("weftd ended with \(result.status): \(result.stderr.suffix(2000))")
        }
    }

    /// How it ended and what it said last, when it ended by itself.
    var lastWords: String? {
        guard let result = process?.wait(timeout: .milliseconds(500)) else { return nil }
        return "weftd ended with \(result.status): \(result.stderr.suffix(9000))"
    }

    /// Waits until all hosts are in sync; returns what they say then.
    ///
    /// - Parameter milliseconds: between two looks, which cost weftd something with many hosts.
    @discardableResult
    func waitUntilReady(
        hosts count: Int, _ timeout: Duration = .seconds(60), pause milliseconds: UInt32 = 2
    ) throws -> [ControllerClient.Host] {
        var hosts: [ControllerClient.Host] = []
        try wait(for: "all hosts to be in sync", timeout, pause: milliseconds) {
            hosts = try client.hosts()
            return hosts.count == count && hosts.allSatisfy { $0.phase == "Ready" }
        }
        return hosts
    }

    /// Waits until weftd has noticed that most of the hosts are gone.
    func waitUntilAway(hosts count: Int) throws {
        try wait(for: "the hosts to be away", .seconds(10), pause: 5) {
            try client.hosts().count { $0.phase != "Ready" } > count / 2
        }
    }

    /// Begins the peak of the resident memory anew: proc(5), `clear_refs`.
    func forgetPeak() throws {
        guard let process else { throw BenchError("weftd does not run") }
        try "5".write(toFile: "/proc/\(process.pid)/clear_refs", atomically: false, encoding: .utf8)
    }

    /// Resident memory in megabytes (10⁶ bytes), now and at most: VmRSS and VmHWM of proc(5).
    func residentMegabytes() throws -> (now: Double, peak: Double) {
        (try megabytes("VmRSS:"), try megabytes("VmHWM:"))
    }

    /// Processor time of all its threads so far, in seconds: fields 14 and 15 of proc(5)'s `stat`.
    func processorSeconds() throws -> Double {
        guard let process else { throw BenchError("weftd does not run") }
        let text = try String(contentsOfFile: "/proc/\(process.pid)/stat", encoding: .utf8)
        // The name in parentheses may hold anything; the third field follows it.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ").dropFirst()
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }
        guard ticks.count == 2 else { throw BenchError("/proc/\(process.pid)/stat has no processor time") }
        return (ticks[0] + ticks[1]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func megabytes(_ name: String) throws -> Double {
        guard let process else { throw BenchError("weftd does not run") }
        return try ResidentMemory.megabytes(name, of: "\(process.pid)")
    }

    /// Looks again and again until the condition holds; throws after `timeout`, and as soon as weftd has ended.
    ///
    /// - Parameter milliseconds: between two looks.
    func wait(
        for what: String, _ timeout: Duration, pause milliseconds: UInt32, _ condition: () throws -> Bool
    ) throws {
        let deadline = ContinuousClock.now + timeout
        while try !condition() {
            guard process?.isRunning == true else {
                throw BenchError("weftd ended: \(process?.stderr.suffix(2000) ?? "")")
            }
            guard ContinuousClock.now < deadline else {
                throw BenchError(
                    "waited \(timeout) for \(what); weftd says: \(process?.stderr.suffix(2000) ?? "")")
            }
            usleep(milliseconds * 1000)
        }
    }
}
