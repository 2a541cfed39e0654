import Controller
import JSON
import Policy

/// Something about a host that an operator should know, whoever noticed it.
struct HostFinding {
    let severity: String
    /// A stable word for programs.
    let code: String
    let message: String
    let position: SourcePosition?

    var json: JSONValue {
        var object: JSONObject = [
            "code": .string(code), "severity": .string(severity), "message": .string(message),
        ]
        object["position"] = position.map { .string($0.description) }
        return .object(object)
    }
}

extension HostView {
    /// What was found in its database, then what its switch refused.
    var allFindings: [HostFinding] {
        findings.map { HostFinding(severity: $0.severity.rawValue, code: $0.code, message: $0.message, position: nil) }
            + refusals.map {
                HostFinding(
                    severity: "error", code: "refused", message: "\($0.owner): \($0.error): \($0.member)",
                    position: $0.position)
            }
    }
}
