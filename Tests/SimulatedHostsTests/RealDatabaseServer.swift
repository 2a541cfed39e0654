import Foundation

/// A real ovsdb-server with Open vSwitch's schema, in a directory of its own that goes with it.
final class RealDatabaseServer {
    static let schemaPath = "/usr/share/openvswitch/vswitch.ovsschema"
    static let isAvailable = ["/usr/sbin/ovsdb-server", "/usr/bin/ovsdb-tool", schemaPath]
        .allSatisfy { FileManager.default.isReadableFile(atPath: $0) }
    static let absence = "Open vSwitch's ovsdb-server is not installed"

    private let directory: URL
    private var pid: pid_t = 0

    var socketPath: String { directory.appending(path: "db.sock").path }

    enum Failure: Error {
        case spawn(Int32), exit(Int32)
    }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "weft-hosts-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let database = directory.appending(path: "conf.db").path
        let tool = try Self.spawn(["/usr/bin/ovsdb-tool", "create", database, Self.schemaPath])
        let status = Self.wait(tool)
        guard status == 0 else { throw Failure.exit(status) }
        pid = try Self.spawn([
            "/usr/sbin/ovsdb-server", "--remote=punix:\(socketPath)", "--unixctl=\(directory.path)/ctl",
            "-vconsole:off", "-vsyslog:off", "--no-chdir", database,
        ])
    }

    deinit {
        if pid > 0 {
            kill(pid, SIGKILL)
            _ = Self.wait(pid)
        }
        try? FileManager.default.removeItem(at: directory)
    }

    /// Whether the server has died of an assertion of its own, or dies within two seconds.
    func hasAborted() -> Bool {
        for _ in 0..<200 where pid > 0 {
            var code: Int32 = 0
            if waitpid(pid, &code, WNOHANG) == pid {
                pid = 0
                return code & 0x7f == SIGABRT
            }
            usleep(10_000)
        }
        return false
    }

    private static func spawn(_ arguments: [String]) throws -> pid_t {
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, arguments[0], nil, nil, &words, environ)
        guard failure == 0 else { throw Failure.spawn(failure) }
        return pid
    }

    private static func wait(_ pid: pid_t) -> Int32 {
        var code: Int32 = 0
        while waitpid(pid, &code, 0) < 0, errno == EINTR {}
        return code
    }
}
