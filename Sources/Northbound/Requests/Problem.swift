import JSON
import Policy

/// Why a request is not answered with what it asked for (RFC 9457).
struct Problem: Error, Hashable, Sendable {
    /// HTTP's status.
    let status: Int
    /// A stable word for programs.
    let code: String
    let detail: String
    /// What `weft` exits with (INTERFACE.md 3).
    let exitCode: Int32
    var errors: [Diagnostic] = []
    /// What to do about it.
    var hint: String?
    var headers: [String: String] = [:]

    var response: APIResponse {
        var object: JSONObject = [
            "type": "about:blank", "title": .string(Self.titles[status] ?? "Error"), "status": .integer(Int64(status)),
            "code": .string(code), "detail": .string(detail), "exitCode": .integer(Int64(exitCode)),
        ]
        object["hint"] = hint.map { .string($0) }
        object["errors"] = .array(errors.map(\.json))
        return APIResponse(
            .object(object), status: status,
            headers: headers.merging(["content-type": "application/problem+json"]) { own, _ in own })
    }

    private static let titles: [Int: String] = [
        400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
        410: "Gone", 412: "Precondition Failed", 415: "Unsupported Media Type", 422: "Unprocessable Content",
        428: "Precondition Required", 500: "Internal Server Error", 503: "Service Unavailable",
    ]
}

// MARK: - The kinds of problems

extension Problem {
    /// A request that does not have the form that its route needs.
    static func badRequest(_ detail: String, hint: String? = nil) -> Problem {
        Problem(status: 400, code: "bad-request", detail: detail, exitCode: 2, hint: hint)
    }

    static func notFound(_ detail: String, hint: String? = nil) -> Problem {
        Problem(status: 404, code: "not-found", detail: detail, exitCode: 5, hint: hint)
    }

    static func denied(_ detail: String) -> Problem {
        Problem(status: 403, code: "denied", detail: detail, exitCode: 8)
    }

    static func notAllowed(_ methods: [String]) -> Problem {
        let allowed = methods.joined(separator: ", ")
        return Problem(
            status: 405, code: "method-not-allowed", detail: "this path takes \(allowed)", exitCode: 2,
            headers: ["allow": allowed])
    }

    static func preconditionRequired(_ detail: String, hint: String) -> Problem {
        Problem(status: 428, code: "precondition-required", detail: detail, exitCode: 4, hint: hint)
    }

    static func preconditionFailed(_ detail: String) -> Problem {
        Problem(status: 412, code: "precondition-failed", detail: detail, exitCode: 4)
    }

    static func unavailable(_ code: String, _ detail: String) -> Problem {
        Problem(status: 503, code: code, detail: detail, exitCode: 6)
    }

    /// Documents that were not accepted, with everything that is wrong with them.
    init(_ rejection: PolicyRejection) {
        let errors = rejection.diagnostics
        let count = errors.count { $0.severity == .error }
        let isMissing = errors.allSatisfy { $0.code == .notFound && $0.position == nil && $0.pointer == nil }
        let detail = "\(count == 1 ? "1 error" : "\(count) errors"); nothing was changed"
        switch rejection.exitCode {
        case 4: self.init(status: 409, code: "conflict", detail: detail, exitCode: 4, errors: errors)
        case 8: self.init(status: 403, code: "denied", detail: detail, exitCode: 8, errors: errors)
        case _ where isMissing:
            self.init(status: 404, code: "not-found", detail: detail, exitCode: 5, errors: errors)
        default: self.init(status: 422, code: "invalid", detail: detail, exitCode: 3, errors: errors)
        }
    }
}
