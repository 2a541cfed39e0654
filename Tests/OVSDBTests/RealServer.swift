import Glibc
import JSON
import OVSDB
import Testing

/// An `ovsdb-server` of its own with Open vSwitch's schema, in a temporary folder that goes with it.
final class RealServer {
    static let schemaPath = "/usr/share/openvswitch/vswitch.ovsschema"
    static let isAvailable =
        Files.exists(schemaPath) && Files.exists("/usr/sbin/ovsdb-server") && Files.exists("/usr/bin/ovsdb-tool")

    let folder: String
    var socketPath: String { "\(folder)/db.sock" }
    private var process: ChildProcess?

    /// - Parameter dialling: the path of a Unix socket the server is to dial, as a host dials its manager.
    /// - Parameter isClustered: whether the database is a cluster of one, which remembers transactions by their ids.
    init(dialling path: String? = nil, isClustered: Bool = false, in folder: String) throws {
        self.folder = folder
        let database = "\(folder)/conf.db"
        if isClustered {
            let peer = "unix:\(folder)/raft.sock"
            try ChildProcess.run(["ovsdb-tool", "create-cluster", database, Self.schemaPath, peer])
        } else {
            try ChildProcess.run(["ovsdb-tool", "create", database, Self.schemaPath])
        }
        var arguments = [
            "ovsdb-server", "--remote=punix:\(folder)/db.sock", "--unixctl=\(folder)/ctl", "-vconsole:off",
            "-vsyslog:off", "--no-chdir", database,
        ]
        if let path { arguments.insert("--remote=unix:\(path)", at: 1) }
        process = try ChildProcess(arguments)
        try UnixSocket.waitForListener(socketPath)
    }

    static func makeFolder() throws -> String {
        var template = Array("/tmp/weft-ovsdb-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A table as `ovsdb-client` prints it: rows by uuid, columns by name.
    func dump(_ table: TableSchema) throws -> [OVSDBUUID: Row] {
        let arguments = [
            "ovsdb-client", "--format=json", "dump", "unix:\(socketPath)", "Open_vSwitch", table.name,
        ]
        try ChildProcess.run(arguments, output: "\(folder)/dump")
        let json = try JSONParser.parse(try #require(Files.contents("\(folder)/dump")))
        let headings = try #require(json["headings"]?.array).compactMap(\.string)
        var rows: [OVSDBUUID: Row] = [:]
        for line in try #require(json["data"]?.array) {
            var columns: [String: Datum] = [:]
            var uuid: OVSDBUUID?
            for (name, value) in zip(headings, try #require(line.array)) {
                if name == "_uuid" { uuid = try Datum(json: value).uuid }
                if let type = table.columns[name]?.type { columns[name] = try Datum(json: value, type: type) }
            }
            let row = Row(uuid: try #require(uuid), columns: columns)
            rows[row.uuid] = row
        }
        return rows
    }

    deinit {
        process = nil
        for name in ["conf.db", ".conf.db.~lock~", "db.sock", "ctl", "manager.sock", "dump", "raft.sock"] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }
}
