import Glibc
import JSON
import Testing

/// A controller that a simulated host's database dials: it only looks at what interfaces there are.
final class PortWatcher {
    struct Port: Equatable {
        /// `ofport`; none before ovs-vswitchd has taken note of it.
        var number: Int64?
        var interfaceID: String?
        var mac: String?
    }

    private let listener: Int32
    private let tcpPort: UInt16
    private var connection: Int32 = -1
    private var splitter = JSONStreamSplitter(maxMessageBytes: 1 << 20)
    private var rows: [String: JSONValue] = [:]

    enum Failure: Error {
        case noConnection, noAnswer, hungUp
    }

    /// Listens on loopback.
    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        tcpPort = UInt16(bigEndian: address.sin_port)
        try #require(isListening)
    }

    deinit {
        close(listener)
        if connection >= 0 { close(connection) }
    }

    /// For `ovs-vsctl set-manager`.
    var target: String { "tcp:127.0.0.1:\(tcpPort)" }

    /// The interfaces by their names, as of what was read.
    var ports: [String: Port] {
        var ports: [String: Port] = [:]
        for row in rows.values {
            guard let name = row["name"]?.string else { continue }
            let pairs = row["external_ids"]?.array?.last?.array ?? []
            let identifiers = Dictionary(
                uniqueKeysWithValues: pairs.map { ($0.array?.first?.string ?? "", $0.array?.last?.string ?? "") })
            ports[name] = Port(
                number: row["ofport"]?.integer, interfaceID: identifiers["iface-id"], mac: identifiers["attached-mac"])
        }
        return ports
    }

    /// Takes the call of the host, and reads what it has.
    func begin() throws {
        guard isReadable(listener, within: 10_000) else { throw Failure.noConnection }
        connection = accept(listener, nil, nil)
        let request: JSONValue = [
            "method": "monitor", "id": 1,
            "params": ["Open_vSwitch", "ports", ["Interface": [["columns": ["name", "ofport", "external_ids"]]]]],
        ]
        let bytes = request.serializedBytes()
        try #require(send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        try wait { !$0.rows.isEmpty }
    }

    /// Reads until the condition holds.
    func wait(until condition: (PortWatcher) -> Bool) throws {
        while !condition(self) {
            guard try read(within: 10_000) else { throw Failure.noAnswer }
        }
    }

    /// Reads what has arrived, and waits for nothing.
    func readWhatCame() throws {
        while try read(within: 0) {}
    }

    private func read(within milliseconds: Int32) throws -> Bool {
        guard isReadable(connection, within: milliseconds) else { return false }
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { throw Failure.hungUp }
        splitter.append(chunk[..<count])
        while let message = try splitter.next() { take(try JSONParser.parse(message)) }
        return true
    }

    /// The answer to the request, or an update (RFC 7047 sections 4.1.5 and 4.1.6).
    private func take(_ message: JSONValue) {
        let update = message["method"] == "update" ? message["params"]?.array?.last : message["result"]
        for (row, change) in update?["Interface"]?.object.map(Array.init) ?? [] { rows[row] = change["new"] }
    }

    private func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) == 1
    }
}
