import JSON
import NetworkTypes

/// A host's database, in which somebody on the host writes: one transaction after the other, each waited for.
final class HostDatabase {
    private let stream: UnixStream
    private var splitter = JSONStreamSplitter(maxMessageBytes: 1 << 20)
    private var lastID: Int64 = 0

    init(socket: String) throws { stream = try UnixStream(path: socket, timeout: .seconds(10)) }

    /// Says in the row of an interface which MAC address its guest has, as libvirt does (`external_ids:attached-mac`).
    func setAttachedMAC(_ mac: MACAddress, of interface: String) throws {
        let key = "attached-mac"
        let mutations: JSONValue = [
            ["external_ids", "delete", ["set", [.string(key)]]],
            ["external_ids", "insert", ["map", [[.string(key), .string("\(mac)")]]]],
        ]
        let operation: JSONValue = [
            "op": "mutate", "table": "Interface", "where": [["name", "==", .string(interface)]], "mutations": mutations,
        ]
        let results = try transact(operation)
        guard results.first?["count"]?.integer == 1 else { throw BenchError("interface \(interface): \(results)") }
    }

    private func transact(_ operation: JSONValue) throws -> [JSONValue] {
        lastID += 1
        let request: JSONValue = [
            "method": "transact", "params": ["Open_vSwitch", operation], "id": .integer(lastID),
        ]
        try stream.write(request.serializedBytes())
        while true {
            while let message = try splitter.next() {
                let answer = try JSONParser.parse(message)
                if answer["id"]?.integer == lastID { return answer["result"]?.array ?? [] }
            }
            var bytes: [UInt8] = []
            try stream.read(into: &bytes)
            splitter.append(bytes)
        }
    }
}
