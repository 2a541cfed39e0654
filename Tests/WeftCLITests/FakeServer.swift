import HTTPClient
import JSON
import Synchronization

@testable import WeftCLI

/// An API in memory: answers by method and target, in turn when there are several.
final class FakeServer: Transport {
    struct Request: Sendable {
        let line: String
        let body: JSONValue
        var headers: [String: String] = [:]
    }

    private struct State {
        var answers: [String: [Result<HTTPResponse, HTTPClientError>]]
        var requests: [Request] = []
    }

    private let state: Mutex<State>

    init(_ answers: [String: [Result<HTTPResponse, HTTPClientError>]]) { state = Mutex(State(answers: answers)) }

    /// One answer, JSON or text, for each request line.
    convenience init(_ answers: KeyValuePairs<String, String>) {
        var all: [String: [Result<HTTPResponse, HTTPClientError>]] = [:]
        for (line, body) in answers { all[line, default: []].append(.success(.ok(body))) }
        self.init(all)
    }

    var requests: [Request] { state.withLock { $0.requests } }
    var lines: [String] { requests.map(\.line) }

    func send(
        _ method: String, _ path: String, headers: [String: String], body: [UInt8]?, timeout: Duration
    ) throws(HTTPClientError) -> HTTPResponse {
        let json = (try? JSONParser.parse(body ?? [])) ?? .null
        return try answer("\(method) \(path)", json, headers).get()
    }

    /// The body is handed out in pieces of seven bytes.
    func follow(
        _ path: String, headers: [String: String], onData: @escaping ([UInt8]) -> Bool
    ) throws(HTTPClientError) -> HTTPResponse {
        let response = try answer("WATCH \(path)", .null).get()
        guard response.isSuccess else { return response }
        for start in stride(from: 0, to: response.body.count, by: 7)
        where !onData(Array(response.body[start..<min(start + 7, response.body.count)])) { break }
        return response
    }

    private func answer(
        _ line: String, _ body: JSONValue, _ headers: [String: String] = [:]
    ) -> Result<HTTPResponse, HTTPClientError> {
        state.withLock { state in
            state.requests.append(Request(line: line, body: body, headers: headers))
            guard var answers = state.answers[line], let next = answers.first else {
                return .success(.problem(404, "not-found", "there is no \(line)", exitCode: 5))
            }
            if answers.count > 1 { answers.removeFirst() }
            state.answers[line] = answers
            return next
        }
    }
}

extension HTTPResponse {
    static func ok(_ body: String, headers: [String: String] = [:]) -> HTTPResponse {
        HTTPResponse(status: 200, headers: headers, body: Array(body.utf8))
    }

    static func problem(
        _ status: Int, _ code: String, _ detail: String, exitCode: Int64?, errors: [JSONValue] = []
    ) -> HTTPResponse {
        var object: JSONObject = [
            "type": "about:blank", "status": .integer(Int64(status)), "code": .string(code),
            "detail": .string(detail), "errors": .array(errors),
        ]
        object["exitCode"] = exitCode.map { .integer($0) }
        let body = JSONValue.object(object).serializedBytes()
        return HTTPResponse(status: status, headers: ["content-type": "application/problem+json"], body: body)
    }
}
