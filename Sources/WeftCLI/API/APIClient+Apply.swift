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
        let timeout = Duration.milliseconds(request.timeoutMilliseconds) + .seconds(30)
        let response = try post(
            APIPath("apply"), request.json, effect: request.isPlanOnly ? .reads : .changes, timeout: timeout)
        let json = try Self.json(response.body)
        return ApplyAnswer(body: response.body, json: json, report: try ApplyReport(json))
    }
}
