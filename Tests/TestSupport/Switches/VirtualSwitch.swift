public import Foundation
import Glibc

/// A real ovs-vswitchd on the dummy datapath with a bridge `br0`, in a directory of its own.
public final class VirtualSwitch {
    /// What the bridge is made of.
    public struct Shape: Sendable {
        /// The ports `p1`… with these OpenFlow numbers.
        public var ports = 2
        /// OpenFlow port of a flow-based VXLAN interface, with an underlay of its own behind it; none: no such port.
        public var tunnelPort: Int?
        /// Neighbours on the underlay, IPv4 and IPv6.
        public var neighbours: [String] = []

        public init() {}
    }

    private static let programs = [
        "/usr/sbin/ovs-vswitchd", "/usr/sbin/ovsdb-server", "/usr/bin/ovs-vsctl", "/usr/bin/ovs-ofctl",
    ]
    public static let isPossible =
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
        && FileManager.default.isReadableFile(atPath: schema)
    public static let absence = "Open vSwitch is not installed"
    private static let schema = "/usr/share/openvswitch/vswitch.ovsschema"

    public let directory: URL
    private var processes: [Process] = []

    /// The socket of the bridge's management connection.
    public var socketPath: String { directory.appending(path: "br0.mgmt").path }
    private var database: String { "unix:\(directory.path)/db.sock" }

    public init(_ shape: Shape = Shape()) throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "weft-openflow-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try run("/usr/bin/ovsdb-tool", "create", "\(directory.path)/conf.db", Self.schema)
        try start("/usr/sbin/ovsdb-server", "\(directory.path)/conf.db", "--remote=p\(database)")
        try waitForFile("db.sock")
        // The socket's file is there before it listens.
        try run("/usr/bin/ovs-vsctl", "--db=\(database)", "--retry", "--timeout=20", "--no-wait", "init")
        // A tunnel is a tunnel only where dummies do not take the place of every kind of port.
        let dummies = shape.tunnelPort == nil ? "--enable-dummy=override" : "--enable-dummy"
        try start("/usr/sbin/ovs-vswitchd", database, dummies, "--disable-system", "--disable-system-route")
        var commands = [
            "add-br", "br0", "--", "set", "bridge", "br0", "datapath-type=dummy", "fail-mode=secure",
            "protocols=OpenFlow13,OpenFlow14,OpenFlow15", "other-config:datapath-id=fedcba9876543210",
        ]
        for number in 1...shape.ports {
            commands += [
                "--", "add-port", "br0", "p\(number)", "--", "set", "interface", "p\(number)", "type=dummy",
                "ofport_request=\(number)",
            ]
        }
        if let tunnelPort = shape.tunnelPort { commands += Self.tunnel(tunnelPort) }
        _ = try run("/usr/bin/ovs-vsctl", ["--db=\(database)", "--timeout=20"] + commands)
        try waitForFile("br0.mgmt")
        if shape.tunnelPort != nil { try prepareUnderlay(shape.neighbours) }
    }

    private static func tunnel(_ port: Int) -> [String] {
        [
            "--", "add-port", "br0", "vx", "--", "set", "interface", "vx", "type=vxlan", "options:key=flow",
            "options:remote_ip=flow", "ofport_request=\(port)",
            "--", "add-br", "under", "--", "set", "bridge", "under", "datapath-type=dummy", "fail-mode=standalone",
            "--", "add-port", "under", "u1", "--", "set", "interface", "u1", "type=dummy",
        ]
    }

    /// Routes and neighbours, so that tunnelled frames have a way out.
    private func prepareUnderlay(_ neighbours: [String]) throws {
        let control = try self.control()
        for (kind, prefix) in [("ip4addr", "172.31.255.1/16"), ("ip6addr", "fd00::ffff/64")] {
            _ = try control.call("netdev-dummy/\(kind)", "under", prefix)
            _ = try control.call("ovs/route/add", prefix, "under")
        }
        for (number, neighbour) in neighbours.enumerated() {
            let last = String(number + 16, radix: 16)
            _ = try control.call("tnl/neigh/set", "under", neighbour, "02:00:00:00:00:\(last)")
        }
    }

    /// The control socket of ovs-vswitchd, which `ovs-appctl` talks to.
    public func control() throws -> UnixControl {
        try waitForFile("ovs-vswitchd.ctl")
        return try UnixControl(path: directory.appending(path: "ovs-vswitchd.ctl").path)
    }

    deinit {
        // Children inherit the signals that test threads block, SIGTERM among them.
        for process in processes { kill(process.processIdentifier, SIGKILL) }
        for process in processes { process.waitUntilExit() }
        try? FileManager.default.removeItem(at: directory)
    }

    /// What ovs-ofctl prints, by lines without surrounding blanks.
    public func ofctl(_ version: String, _ arguments: String...) throws -> [String] {
        var arguments = arguments
        arguments.insert("unix:\(socketPath)", at: 1)
        let text = try run("/usr/bin/ovs-ofctl", ["-O", version, "--no-stats"] + arguments)
        return text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Has ovs-ofctl change something, as somebody else than the session under test.
    public func change(_ command: String, _ argument: String) throws {
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

    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) { self.description = description }
    }
}
