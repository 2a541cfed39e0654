import Glibc
import OVSDB
import Testing

/// Three `ovsdb-server`s that keep one database together (Raft), in a temporary folder that goes with them.
final class RealCluster {
    let folder: String
    private var processes: [ChildProcess?] = [nil, nil, nil]

    static let members = 0..<3

    init() throws {
        folder = try RealServer.makeFolder()
        let first = raft(0)
        try ChildProcess.run(["ovsdb-tool", "create-cluster", database(0), RealServer.schemaPath, first])
        for member in 1..<3 {
            try ChildProcess.run(["ovsdb-tool", "join-cluster", database(member), "Open_vSwitch", raft(member), first])
        }
        for member in Self.members { try start(member) }
    }

    func socketPath(_ member: Int) -> String { "\(folder)/\(member).sock" }

    func start(_ member: Int) throws {
        unlink(socketPath(member))
        processes[member] = try ChildProcess([
            "ovsdb-server", "--remote=punix:\(socketPath(member))", "--unixctl=\(folder)/\(member).ctl",
            "-vconsole:off", "-vsyslog:off", "--no-chdir", database(member),
        ])
        try UnixSocket.waitForListener(socketPath(member))
    }

    func kill(_ member: Int) { processes[member] = nil }
    func freeze(_ member: Int) { processes[member]?.signal(SIGSTOP) }
    func thaw(_ member: Int) { processes[member]?.signal(SIGCONT) }

    /// Which member leads, by its own account; waits until one does.
    func leader() throws -> Int {
        for _ in 0..<600 {
            for member in Self.members where processes[member] != nil {
                var configuration = OVSDBClient.Configuration(monitored: [.init("Open_vSwitch", rows: .none)])
                configuration.server = ServerRequirement(role: .leader)
                configuration.handshakeDeadline = .milliseconds(500)
                let session = try? RealSession(
                    .connect(socketPath(member)), configuration, waitsUntilLive: false)
                if let session, session.closed == nil { return member }
            }
            usleep(100_000)
        }
        throw OVSDBError(.notLeader, "no member leads within a minute")
    }

    private func database(_ member: Int) -> String { "\(folder)/\(member).db" }
    private func raft(_ member: Int) -> String { "unix:\(folder)/\(member).raft" }

    deinit {
        processes = []
        for member in Self.members {
            for name in ["\(member).db", ".\(member).db.~lock~", "\(member).sock", "\(member).ctl", "\(member).raft"] {
                unlink("\(folder)/\(name)")
            }
        }
        rmdir(folder)
    }
}
