import Foundation
import Glibc

/// A real ovs-vswitchd on the dummy datapath with a bridge `br0` and ports 1 and 2, in a directory of its own.
final class VirtualSwitch {
    static let programs = [
        "/usr/sbin/ovs-vswitchd", "/usr/sbin/ovsdb-server", "/usr/bin/ovs-vsctl", "/usr/bin/ovs-ofctl",
    ]
    static let isPossible =
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
        && FileManager.default.isReadableFile(atPath: schema)
    static let absence = "Open vSwitch is not installed"
    private static let schema = "/usr/share/openvswitch/vswitch.ovsschema"

    let directory: URL
    private var processes: [Process] = []

    /// The socket of the bridge's management connection.
    var socketPath: String { directory.appending(path: "br0.mgmt").path }
    private var database: String { "unix:\(directory.path)/db.sock" }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "weft-openflow-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try run("/usr/bin/ovsdb-tool", "create", "\(directory.path)/conf.db", Self.schema)
        try start("/usr/sbin/ovsdb-server", "\(directory.path)/conf.db", "--remote=p\(database)")
        try waitForFile("db.sock")
        try run("/usr/bin/ovs-vsctl", "--db=\(database)", "--no-wait", "init")
        try start("/usr/sbin/ovs-vswitchd", database, "--enable-dummy=override", "--disable-system")
        try run(
            "/usr/bin/ovs-vsctl", "--db=\(database)", "--timeout=20", "add-br", "br0", "--", "set", "bridge", "br0",
            "datapath-type=dummy", "fail-mode=secure", "protocols=OpenFlow13,OpenFlow14,OpenFlow15",
            "other-config:datapath-id=fedcba9876543210", "--", "add-port", "br0", "p1", "--", "set", "interface", "p1",
            "type=dummy", "ofport_request=1", "--", "add-port", "br0", "p2", "--", "set", "interface", "p2",
            "type=dummy", "ofport_request=2")
        try waitForFile("br0.mgmt")
    }

    deinit {
        // Children inherit the signals that test threads block, SIGTERM among them.
        for process in processes { kill(process.processIdentifier, SIGKILL) }
        for process in processes { process.waitUntilExit() }
        try? FileManager.default.removeItem(at: directory)
    }

    /// What ovs-ofctl prints, by lines without surrounding blanks.
    func ofctl(_ version: String, _ arguments: String...) throws -> [String] {
        var arguments = arguments
        arguments.insert("unix:\(socketPath)", at: 1)
        let text = try run("/usr/bin/ovs-ofctl", ["-O", version, "--no-stats"] + arguments)
        return text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Has ovs-ofctl change something, as somebody else than the session under test.
    func change(_ command: String, _ argument: String) throws {
        _ = try run("/usr/bin/ovs-ofctl", ["-O", "OpenFlow15", command, "unix:\(socketPath)", argument])
    }

    @discardableResult
    private func run(_ program: String, _ arguments: String...) throws -> String { try run(program, arguments) }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "\(program) \(arguments): \(text)") }
        return text
    }

    private func start(_ program: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        let name = URL(filePath: program).lastPathComponent
        process.arguments =
            arguments + [
                "--pidfile=\(directory.path)/\(name).pid", "--unixctl=\(directory.path)/\(name).ctl",
                "--log-file=\(directory.path)/\(name).log", "-vconsole:off",
            ]
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        processes.append(process)
    }

    private var environment: [String: String] {
        [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "OVS_RUNDIR": directory.path, "OVS_LOGDIR": directory.path,
            "OVS_DBDIR": directory.path,
        ]
    }

    private func waitForFile(_ name: String) throws {
        let path = directory.appending(path: name).path
        for _ in 0..<1000 {
            if FileManager.default.fileExists(atPath: path) { return }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw Failure(description: "\(name) did not appear in \(directory.path)")
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
