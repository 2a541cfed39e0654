import JSON
import Policy

extension GroupDeclaration {
    /// As documents write it, and the tier of its document.
    var json: JSONObject {
        var object: JSONObject = [:]
        object["tier"] = tier.map { .string($0.rawValue) }
        object["members"] = members.json
        if !ingress.isEmpty { object["ingress"] = .array(ingress.map { $0.json(peer: "from") }) }
        if !egress.isEmpty { object["egress"] = .array(egress.map { $0.json(peer: "to") }) }
        return object
    }
}

extension GroupDeclaration.Members {
    fileprivate var json: JSONValue {
        var object: JSONObject = [:]
        object["labels"] = labels.map { .object($0.json) }
        if !nics.isEmpty { object["nics"] = .texts(nics.map(\.name)) }
        if !networks.isEmpty { object["networks"] = .texts(networks.map(\.name)) }
        return .object(object)
    }

    /// Whom it names, for people: `labels role=web, env=prod; nics web1:0`.
    var text: String {
        var parts: [String] = []
        if let labels {
            let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            parts.append(pairs.isEmpty ? "every NIC" : "labels " + pairs.joined(separator: ", "))
        }
        if !nics.isEmpty { parts.append("nics " + nics.map(\.name.description).joined(separator: ", ")) }
        if !networks.isEmpty { parts.append("networks " + networks.map(\.name.description).joined(separator: ", ")) }
        return parts.isEmpty ? "nobody" : parts.joined(separator: "; ")
    }
}

extension RuleDeclaration {
    /// - Parameter peer: `from` or `to`.
    fileprivate func json(peer: String) -> JSONValue {
        let names = protocols.protocols
        var object: JSONObject = [
            verdict.rawValue: names.count == 1 ? .text(names.first) : .texts(names),
            peer: .string(endpoint.description),
        ]
        object["note"] = note.map { .string($0) }
        if log != .off { object["log"] = .string(log.rawValue) }
        if persists { object["persist"] = true }
        return .object(object)
    }
}
