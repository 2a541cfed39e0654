import HTTPClient
import JSON

extension APIClient {
    /// An apply's answer as it came, for `-o json`, and as it is understood.
    struct ApplyAnswer {
        let body: [UInt8]
        let json: JSONValue
        let report: ApplyReport
    }

    /// Plans or applies; waits somewhat longer than the server does.
    func apply(_ request: ApplyRequest) throws(Failure) -> ApplyAnswer {
        try answer(
            post(
                APIPath("apply"), request.json, effect: request.isPlanOnly ? .reads : .changes,
                timeout: request.patience))
    }

    /// Plans or does the deletion of one object that has the entity tag `tag`; of the request only how to go about it counts.
    func delete(_ path: APIPath, tag: String, _ request: ApplyRequest) throws(Failure) -> ApplyAnswer {
        let path = path.query("planOnly", request.isPlanOnly ? "1" : nil).query("wait", request.wait.rawValue)
            .query("timeoutMilliseconds", String(request.timeoutMilliseconds))
        return try answer(
            delete(path, tag: tag, effect: request.isPlanOnly ? .reads : .changes, timeout: request.patience))
    }

    private func answer(_ response: HTTPResponse) throws(Failure) -> ApplyAnswer {
        let json = try Self.json(response.body)
        return ApplyAnswer(body: response.body, json: json, report: try ApplyReport(json))
    }
}

extension ApplyRequest {
    /// How long to wait for the answer.
    fileprivate var patience: Duration { .milliseconds(timeoutMilliseconds) + .seconds(30) }
}
