import JSON
import Policy

extension Diagnostic {
    /// `{code, severity, position, pointer, detail, hint, related}`; what is not there is left out.
    var json: JSONValue {
        var object: JSONObject = ["code": .string(code.name), "severity": .string(severity.rawValue)]
        object["position"] = position.map { .string($0.description) }
        object["pointer"] = pointer.map { .string($0) }
        object["detail"] = .string(message)
        object["hint"] = hint.map { .string($0) }
        if !related.isEmpty { object["related"] = .array(related.map { .string($0.description) }) }
        return .object(object)
    }
}
