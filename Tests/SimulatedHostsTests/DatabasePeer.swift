import JSON
import SimulatedHosts

/// A server of a database, real or simulated, as a client sees it.
protocol DatabasePeer: AnyObject {
    func send(_ bytes: [UInt8]) throws
    /// The next message of the server; one is sure to come.
    func nextMessage() throws -> JSONValue
}

extension DatabasePeer {
    /// Sends a request and waits for its answer; what came before are notifications.
    func call(_ method: String, _ params: [JSONValue]) throws -> (reply: JSONValue, notifications: [JSONValue]) {
        try send((["method": .string(method), "params": .array(params), "id": 7] as JSONValue).serializedBytes())
        var notifications: [JSONValue] = []
        while true {
            let message = try nextMessage()
            if message["id"] == 7 { return (message, notifications) }
            notifications.append(message)
        }
    }
}

/// A connection to a simulated server.
final class SimulatedPeer: DatabasePeer {
    var server: DatabaseServer
    private let connection: Int
    private var splitter = JSONStreamSplitter(maxMessageBytes: 64 << 20)

    enum Failure: Error {
        case noAnswer
    }

    init(_ server: DatabaseServer) {
        self.server = server
        connection = self.server.connect()
    }

    func send(_ bytes: [UInt8]) throws {
        if let error = server.receive(bytes, on: connection) { throw error }
        splitter.append(server.takeOutput(connection))
    }

    func nextMessage() throws -> JSONValue {
        guard let message = try splitter.next() else { throw Failure.noAnswer }
        return try JSONParser.parse(message)
    }
}
