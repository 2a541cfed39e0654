import JSON
import Policy

/// The document of a tenant that holds objects which are written one by one, as text: JSON, an object a line.
struct ObjectDocument {
    let key: DocumentKey
    /// By section, each by name.
    private var sections: [String: [String: JSONValue]] = [:]

    /// - Parameter document: as it is stored; none where no object was written yet.
    init(ofTenant tenant: String, _ document: PolicyDocument?) throws(Problem) {
        key = DocumentKey(tenant: tenant, document: DocumentKey.objectDocument)
        guard let document else { return }
        guard let text = document.source?.text, let members = (try? JSONParser.parse(text))?.object else {
            throw .unavailable("store-failed", "document \(key.description.onOneLine) is not as it was written")
        }
        for (section, objects) in members {
            guard let objects = objects.object else { continue }
            sections[section] = Dictionary(objects.map { ($0.key, $0.value) }) { $1 }
        }
    }

    var isEmpty: Bool { sections.values.allSatisfy(\.isEmpty) }

    /// Puts an object in, or takes it out when there is none.
    mutating func set(_ name: String, in section: String, to spec: JSONValue?) {
        sections[section, default: [:]][name] = spec
    }

    var text: String {
        var parts = [
            "  \"version\": 1", "  \"tenant\": \(JSONValue.string(key.tenant).serialized())",
            "  \"document\": \(JSONValue.string(key.document).serialized())",
        ]
        for (section, objects) in sections.sorted(by: { $0.key < $1.key }) where !objects.isEmpty {
            let lines = objects.sorted { $0.key < $1.key }.map { name, spec in
                "    \(JSONValue.string(name).serialized()): \(spec.serialized())"
            }
            parts.append(
                "  \(JSONValue.string(section).serialized()): {\n" + lines.joined(separator: ",\n") + "\n  }")
        }
        return "{\n" + parts.joined(separator: ",\n") + "\n}\n"
    }
}
