import HTTPClient
import JSON

/// Calls of the JSON API (INTERFACE.md 5): an answer is a success, everything else is a `Failure`.
struct APIClient {
    let transport: any Transport
    /// Where the server is, for messages.
    let address: String

    /// Whether a request that got no answer may have changed something.
    enum Effect {
        case reads
        case changes
    }

    /// Reads; the answer's status is 2xx.
    func get(_ path: APIPath, timeout: Duration = .seconds(30)) throws(Failure) -> HTTPResponse {
        try send("GET", path, body: nil, effect: .reads, timeout: timeout)
    }

    /// Reads an answer that is JSON.
    func getJSON(_ path: APIPath) throws(Failure) -> JSONValue {
        try Self.json(get(path).body)
    }

    /// Posts JSON and reads the answer; `timeout` is how long to wait for it.
    func post(_ path: APIPath, _ body: JSONValue, effect: Effect, timeout: Duration) throws(Failure) -> HTTPResponse {
        try send("POST", path, body: body.serializedBytes(), effect: effect, timeout: timeout)
    }

    /// Follows a stream of events until `onEvent` returns false or the server ends it.
    func watch(_ path: APIPath, onEvent: @escaping (ServerSentEvent) -> Bool) throws(Failure) {
        let parser = EventStream(onEvent: onEvent)
        let response: HTTPResponse
        do {
            response = try transport.follow(path.description, headers: ["accept": "text/event-stream"]) {
                parser.receive($0)
            }
        } catch {
            throw Failure(error, effect: .reads, address: address)
        }
        guard response.isSuccess else { throw Failure(problem: response) }
        if parser.isTooLong { throw .malformedAnswer("an event is too long") }
    }

    static func json(_ body: [UInt8]) throws(Failure) -> JSONValue {
        do {
            return try JSONParser.parse(body, limits: JSONParser.Limits(maxBytes: 256 << 20))
        } catch {
            throw .malformedAnswer("\(error)")
        }
    }

    /// Deletes what has the entity tag `tag`.
    func delete(_ path: APIPath, tag: String, effect: Effect, timeout: Duration) throws(Failure) -> HTTPResponse {
        try send("DELETE", path, body: nil, headers: ["if-match": tag], effect: effect, timeout: timeout)
    }

    private func send(
        _ method: String, _ path: APIPath, body: [UInt8]?, headers own: [String: String] = [:], effect: Effect,
        timeout: Duration
    ) throws(Failure) -> HTTPResponse {
        var headers = own
        headers["accept"] = "application/json, application/problem+json;q=0.9, */*;q=0.8"
        if body != nil { headers["content-type"] = "application/json" }
        let response: HTTPResponse
        do {
            response = try transport.send(
                method, path.description, headers: headers, body: body, timeout: timeout)
        } catch {
            throw Failure(error, effect: effect, address: address)
        }
        guard response.isSuccess else { throw Failure(problem: response) }
        return response
    }
}
