import EventLoop
import Foundation
import Glibc
import NetworkTypes
import OVSDB
import Synchronization
import TLS
import Testing

/// A KVM host's Open vSwitch: an `ovsdb-server` and, on demand, an `ovs-vswitchd` on the dummy datapath, in a folder of
/// their own that goes with them.
final class RealHost: Sendable {
    static let isAvailable =
        access("/usr/share/openvswitch/vswitch.ovsschema", R_OK) == 0 && access("/usr/sbin/ovsdb-server", X_OK) == 0
        && access("/usr/sbin/ovs-vswitchd", X_OK) == 0 && access("/usr/bin/ovsdb-tool", X_OK) == 0

    private let folder: String
    private let tls: TLSFiles?
    private let server = Mutex<ChildProcess?>(nil)
    private let daemon = Mutex<ChildProcess?>(nil)

    /// - Parameter manager: where the database dials, as `ovs-vsctl set-manager` says.
    /// - Parameter tls: key and certificate of the database, for managers over TLS.
    init(manager: SocketAddress? = nil, tls: TLSFiles? = nil) throws {
        self.tls = tls
        folder = try TemporaryFolder.make()
        let schema = "/usr/share/openvswitch/vswitch.ovsschema"
        try ChildProcess.run(["ovsdb-tool", "create", "\(folder)/conf.db", schema])
        try startServer(manager: manager)
    }

    /// Where the database listens.
    var database: SocketAddress { SocketAddress(.unix(path: "\(folder)/db.sock")) }

    func startServer(manager: SocketAddress? = nil) throws {
        unlink("\(folder)/db.sock")
        var arguments = [
            "ovsdb-server", "--remote=punix:\(folder)/db.sock", "--unixctl=\(folder)/db.ctl", "-vconsole:off",
            "-vsyslog:off", "--no-chdir",
        ]
        if let tls {
            arguments += [
                "--private-key=\(tls.privateKey)", "--certificate=\(tls.certificate)", "--ca-cert=\(tls.authority)",
            ]
        }
        if let manager { arguments.append("--remote=\(manager.active)") }
        let process = try ChildProcess(arguments + ["\(folder)/conf.db"])
        server.withLock { $0 = process }
        for _ in 0..<2000 where access("\(folder)/db.sock", F_OK) != 0 { usleep(10_000) }
        try #require(access("\(folder)/db.sock", F_OK) == 0, "ovsdb-server opens its socket within 20 s")
    }

    /// Has the database listen over TLS on a free port of the loopback; nil when it does not say which.
    func listenOverTLS() async throws -> SocketAddress? {
        let control = ["ovs-appctl", "-t", "\(folder)/db.ctl"]
        for port in (49_152...65_000).shuffled().prefix(20) {
            try ChildProcess.run(control + ["ovsdb-server/add-remote", "pssl:\(port):127.0.0.1"])
            let address = try SocketAddress(openVSwitch: "ssl:127.0.0.1:\(port)")
            if Self.isListening(port) { return address }
            try ChildProcess.run(control + ["ovsdb-server/remove-remote", "pssl:\(port):127.0.0.1"])
        }
        return nil
    }

    private static func isListening(_ port: Int) -> Bool {
        let text = try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
        return text?.contains(":" + String(port, radix: 16, uppercase: true) + " 00000000:0000 0A") ?? false
    }

    func killServer() { server.withLock { $0?.end() } }

    func startSwitch() throws {
        let arguments = [
            "ovs-vswitchd", "unix:\(folder)/db.sock", "--enable-dummy=override", "--disable-system",
            "--unixctl=\(folder)/vs.ctl", "-vconsole:off", "-vsyslog:off", "--no-chdir",
        ]
        let process = try ChildProcess(arguments, environment: ["OVS_RUNDIR": folder])
        daemon.withLock { $0 = process }
    }

    func killSwitch() { daemon.withLock { $0?.end() } }

    /// A bridge on the dummy datapath whose switch dials `controller`.
    static func bridge(controller: SocketAddress, datapathID: String = "00000000000000a1") -> Transaction {
        var transaction = Transaction()
        transaction.insert(
            "Controller",
            row: [
                "target": .string(controller.active.description), "connection_mode": "out-of-band",
                "max_backoff": 1000,
            ], namedUUID: "controller")
        transaction.insert("Interface", row: ["name": "br0", "type": "internal"], namedUUID: "interface")
        transaction.insert(
            "Port", row: ["name": "br0", "interfaces": .namedUUID("interface")], namedUUID: "port")
        transaction.insert(
            "Bridge",
            row: [
                "name": "br0", "datapath_type": "dummy", "fail_mode": "secure", "ports": .namedUUID("port"),
                "controller": .namedUUID("controller"), "other_config": ["datapath-id": .string(datapathID)],
            ], namedUUID: "bridge")
        transaction.insert("Open_vSwitch", row: ["bridges": .namedUUID("bridge")])
        return transaction
    }

    deinit {
        daemon.withLock { $0 = nil }
        server.withLock { $0 = nil }
        TemporaryFolder.remove(folder)
    }
}
