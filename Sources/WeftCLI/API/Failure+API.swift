import CommandLine
import HTTPClient
import JSON

extension Failure {
    /// No answer came. What a change may have done is then unknown (exit 6), unless it never reached the server.
    init(_ error: HTTPClientError, effect: APIClient.Effect, address: String) {
        if error.code == .invalid {
            self = .usage(error.message)
            return
        }
        let mayHaveActed = [.timeout, .interrupted, .protocol].contains(error.code)
        guard effect == .changes, mayHaveActed else {
            let reason = error.code == .unreachable ? LocalSocket.problem(address) ?? error.message : error.message
            self.init(
                "unreachable", "no answer from \(address): \(reason)",
                hint: "is weftd running, and is `--server` or WEFT_SERVER right?", exitCode: .serverUnreachable)
            return
        }
        self.init(
            "unknown-outcome", "the server was asked, but did not answer: \(error.message)",
            hint: "`weft history` shows whether the change became a revision; applying it again is safe",
            exitCode: .notAccepted)
    }

    /// The server answers with a status that is not 2xx, in the best case with problem details (RFC 9457).
    init(problem response: HTTPResponse) {
        let byStatus = ExitCode(httpStatus: response.status)
        guard let problem = try? JSONParser.parse(response.body), problem.object != nil else {
            self.init(
                "http-\(response.status)", "the server answers with status \(response.status)", exitCode: byStatus)
            return
        }
        let named = problem["exitCode"]?.integer.flatMap { Int32(exactly: $0) }.flatMap(ExitCode.init)
        // An answer that is no success never ends the program with one.
        let exitCode = named == .success ? byStatus : named ?? byStatus
        let diagnostics = (problem["errors"]?.array ?? []).map { DiagnosticReport($0) }
        self.init(
            problem["code"]?.string ?? "http-\(response.status)",
            problem["detail"]?.string ?? problem["title"]?.string
                ?? "the server answers with status \(response.status)",
            hint: problem["hint"]?.string, diagnostics: diagnostics, exitCode: exitCode)
    }
}
