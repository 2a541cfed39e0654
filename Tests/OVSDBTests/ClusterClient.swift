import Glibc
import NetworkTypes
import OVSDB
import Testing

/// A client of a cluster that goes from server to server, to the leader or to whoever is connected, and keeps its
/// replica meanwhile.
final class ClusterClient {
    private var remotes: Remotes<String>
    private let role: ServerRequirement.Role
    private var session: RealSession?
    private var replica: Replica?
    private var resumption: OVSDBClient.Resumption?
    /// Why sessions did not come about or ended.
    private(set) var failures: [OVSDBError.Code] = []
    /// How many sessions went on where another ended, and how many began anew.
    private(set) var resumed = 0
    private(set) var reloaded = 0

    init(_ cluster: RealCluster, role: ServerRequirement.Role = .leader, members: [Int]? = nil, seed: UInt64) {
        let members = members ?? Array(RealCluster.members)
        let delay = RetryDelay(minimum: .milliseconds(50), maximum: .milliseconds(500), seed: seed)
        remotes = Remotes(members.map { cluster.socketPath($0) }, delay: delay)
        self.role = role
    }

    /// Does something in a session; in another one when it ends before, and again where the server cancelled it, as one does that
    /// stops to lead, and so on for a minute at most. What is done may have taken effect in each.
    func perform<Value>(_ body: (RealSession) throws -> Value) throws -> Value {
        let deadline = RealSession.now + .seconds(60)
        while true {
            let session = try connected(before: deadline)
            do {
                return try body(session)
            } catch let error as OVSDBError where session.closed != nil && RealSession.now < deadline {
                lost(session, error)
            } catch let error as OVSDBError where error.code == .canceled && RealSession.now < deadline {
                failures.append(error.code)
                usleep(10_000)
            }
        }
    }

    /// Waits for the end of the session and throws why.
    func expectEnd() throws {
        guard let session else { throw OVSDBError(.connectionClosed) }
        try session.pumpToEnd()
        let reason = session.closed ?? OVSDBError(.connectionClosed)
        lost(session, reason)
        throw reason
    }

    func hangUp() {
        guard let session else { return }
        lost(session, OVSDBError(.connectionClosed))
    }

    private func connected(before deadline: MonotonicTime) throws -> RealSession {
        while true {
            if let session, session.closed == nil { return session }
            if let session { lost(session, session.closed ?? OVSDBError(.connectionClosed)) }
            guard RealSession.now < deadline else { throw OVSDBError(.deadlineExceeded, "\(failures.suffix(9))") }
            guard let path = remotes.dial(now: RealSession.now) else {
                usleep(10_000)
                continue
            }
            dial(path)
        }
    }

    private func dial(_ path: String) {
        do {
            let session = try RealSession(
                .connect(path), configuration, resuming: replica, from: resumption, waitsUntilLive: false)
            if let error = session.closed { return failed(error.code) }
            if session.readies == [true] { resumed += 1 } else { reloaded += 1 }
            remotes.succeeded(now: RealSession.now)
            self.session = session
        } catch {
            failed((error as? OVSDBError)?.code ?? .connectionClosed)
        }
    }

    private func failed(_ code: OVSDBError.Code) {
        failures.append(code)
        remotes.failed(now: RealSession.now)
    }

    private func lost(_ session: RealSession, _ error: OVSDBError) {
        replica = session.replica
        replica?.markStale()
        resumption = session.resumption
        if let status = session.serverStatus { remotes.note(status) }
        self.session = nil
        failed(error.code)
    }

    private var configuration: OVSDBClient.Configuration {
        var configuration = OVSDBClient.Configuration(monitored: RealSession.tables.map { .init($0) })
        configuration.server = remotes.requirement(ServerRequirement(role: role))
        configuration.probeInterval = .seconds(1)
        configuration.handshakeDeadline = .seconds(2)
        return configuration
    }
}
