import JSON
import OVSDB

/// The other side of an OVSDB session: what it was asked and has not answered, and what ovsdb-server would say.
struct DatabasePeer {
    struct Request {
        let id: Int64
        let method: String
        let params: [JSONValue]
    }

    private(set) var unanswered: [Request] = []
    /// The monitor that was asked for last: its name and method.
    private(set) var monitor: (name: JSONValue, method: String) = ("weft-1", "monitor_cond_since")
    /// The change of its filters that was asked for last, until it is answered.
    private(set) var filterChange: Int64?
    private var asked = JSONStreamSplitter(maxMessageBytes: 1 << 20)
    private var said = JSONStreamSplitter(maxMessageBytes: 1 << 16)
    private var lastID: Int64 = 0

    /// Reads what the client sent; it has to be JSON-RPC, with an id of its own for each request.
    mutating func read(_ bytes: [UInt8]) {
        asked.append(bytes)
        do {
            while let text = try asked.next() {
                let message = try JSONParser.parse(text)
                guard let method = message["method"]?.string, let params = message["params"]?.array else {
                    if message["error"] == nil { fatalError("neither a request nor an answer: \(message)") }
                    continue
                }
                if let id = message["id"]?.integer { note(Request(id: id, method: method, params: params)) }
            }
        } catch { fatalError("the client sends what is not JSON: \(error)") }
        guard asked.bufferedBytes == 0 else { fatalError("the client sends half a message") }
    }

    private mutating func note(_ request: Request) {
        guard request.id > lastID else { fatalError("the id \(request.id) is used again") }
        lastID = request.id
        unanswered.append(request)
        if request.method == "monitor_cond_change" { filterChange = request.id }
        if request.method.hasPrefix("monitor"), let name = request.params.dropFirst().first, name != "weft-server",
            !["monitor_cancel", "monitor_cond_change"].contains(request.method)
        {
            monitor = (name, request.method)
            filterChange = nil
        }
    }

    /// Notes which requests are answered by what is about to be said.
    mutating func say(_ bytes: [UInt8]) {
        said.append(bytes)
        while let text = try? said.next(), let message = try? JSONParser.parse(text) {
            guard message["method"]?.isNull ?? true, let id = message["id"]?.integer else { continue }
            unanswered.removeAll { $0.id == id }
            if filterChange == id { filterChange = nil }
        }
    }

    /// The answer to one of the requests, counted around from the oldest.
    func answer(_ number: Int) -> JSONValue? {
        guard !unanswered.isEmpty else { return nil }
        let request = unanswered[number % unanswered.count]
        return ["id": .integer(request.id), "error": nil, "result": Self.result(of: request)]
    }

    func refusal(_ number: Int) -> JSONValue? {
        guard !unanswered.isEmpty else { return nil }
        let request = unanswered[number % unanswered.count]
        let error: JSONValue =
            number & 8 == 0 ? "unknown method" : ["error": "constraint violation", "details": "d"]
        return ["id": .integer(request.id), "error": error, "result": nil]
    }

    private static func result(of request: Request) -> JSONValue {
        switch request.method {
        case "get_schema": request.params == ["_Server"] ? DatabaseSamples.serverSchema : DatabaseSamples.schema
        case "monitor_cond_since":
            if let since = request.params.last, since != .string(OVSDBUUID.zero.description) {
                [true, .string(DatabaseSamples.uuid(9)), [:]]
            } else {
                [false, .string(DatabaseSamples.uuid(8)), ["Bridge": DatabaseSamples.bridge("initial", 1)]]
            }
        case "monitor_cond" where request.params.first == "_Server": DatabaseSamples.account("initial", [:])
        case "monitor_cond": ["Bridge": DatabaseSamples.bridge("initial", 1)]
        case "monitor": ["Bridge": DatabaseSamples.bridge("new", 1)]
        case "lock", "steal": ["locked": .bool(request.id % 3 > 0)]
        case "list_dbs": ["Open_vSwitch"]
        case "get_server_id": .string(DatabaseSamples.uuid(5))
        case "transact": .array(request.params.dropFirst().map(outcome))
        default: [:]
        }
    }

    private static func outcome(of operation: JSONValue) -> JSONValue {
        switch operation["op"]?.string {
        case "insert": ["uuid": ["uuid", .string(DatabaseSamples.uuid(6))]]
        case "select": ["rows": [["flood": 5]]]
        case "update", "mutate", "delete": ["count": 1]
        default: [:]
        }
    }

    /// A change of the rows, in the form of the monitor.
    func update(_ number: Int) -> JSONValue {
        let row = number >> 2
        let transaction = JSONValue.string(DatabaseSamples.uuid(UInt8(number & 15) + 16))
        let change: JSONValue =
            if monitor.method == "monitor" {
                DatabaseSamples.replacement(row, isOld: number & 1 != 0, isNew: number & 2 == 0)
            } else {
                DatabaseSamples.bridge(["insert", "modify", "delete", "initial"][number & 3], UInt8(row & 3))
            }
        let updates: JSONValue = ["Bridge": change]
        return switch monitor.method {
        case "monitor": ["id": nil, "method": "update", "params": [monitor.name, updates]]
        case "monitor_cond": ["id": nil, "method": "update2", "params": [monitor.name, updates]]
        default: ["id": nil, "method": "update3", "params": [monitor.name, transaction, updates]]
        }
    }
}
