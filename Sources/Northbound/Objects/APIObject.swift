import JSON
import Policy

/// One object as the API shows it (INTERFACE.md 5).
struct APIObject: Hashable, Sendable {
    var name: String
    var tenant: String?
    var labels: [String: String] = [:]
    /// The revision that brought the present text of its document.
    var generation: UInt64?
    var document: DocumentKey?
    var position: SourcePosition?
    /// The section of documents that declares it.
    var section: String?
    /// By what it is declared there, where that is not its own name.
    var declaredName: String?
    var spec: JSONObject = [:]
    var status: JSONObject = [:]

    /// Where it is declared.
    var place: String? { position?.place(of: declaredName ?? name, in: section) }

    var json: JSONValue {
        var object: JSONObject = ["name": .string(name)]
        object["tenant"] = tenant.map { .string($0) }
        object["labels"] = .object(labels.json)
        object["generation"] = generation.map { .integer(Int64(clamping: $0)) }
        object["document"] = document.map { .string($0.description) }
        object["position"] = place.map { .string($0) }
        object["spec"] = .object(spec)
        object["status"] = .object(status)
        return .object(object)
    }
}

extension [String: String] {
    /// Sorted by key.
    var json: JSONObject { JSONObject(sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }) }
}

extension JSONValue {
    static func count(_ count: Int) -> JSONValue { .integer(Int64(count)) }

    static func number(_ number: UInt64) -> JSONValue { .integer(Int64(clamping: number)) }

    /// A list of texts.
    static func texts(_ items: some Sequence<some CustomStringConvertible>) -> JSONValue {
        .array(items.map { .string($0.description) })
    }

    /// The text of a thing, or null without one.
    static func text(_ item: (some CustomStringConvertible)?) -> JSONValue {
        item.map { .string($0.description) } ?? .null
    }
}
