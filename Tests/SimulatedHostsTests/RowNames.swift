import JSON

/// Which row of the real database is which of the simulated one: the two choose their uuids themselves.
struct RowNames {
    private var simulated: [String: String] = [:]
    private var real: [String: String] = [:]

    /// Learns from the answers to one `transact` which rows are the same.
    mutating func learn(simulated answer: JSONValue, real other: JSONValue) {
        for (ours, theirs) in zip(answer["result"]?.array ?? [], other["result"]?.array ?? []) {
            guard let ours = ours["uuid"]?.array?.last?.string, let theirs = theirs["uuid"]?.array?.last?.string
            else { continue }
            simulated[theirs] = ours
            real[ours] = theirs
        }
    }

    /// A request about simulated rows, about the real ones.
    func toReal(_ json: JSONValue) -> JSONValue { Self.map(json) { real[$0] ?? $0 } }

    /// A real answer as the simulated server should give it, in a form that does not depend on order.
    func fromReal(_ json: JSONValue) -> JSONValue { Self.canonical(Self.map(json) { simulated[$0] ?? $0 }) }

    /// Without the sentences in errors and the uuids of versions, and with sets, maps and selected rows in one order.
    static func canonical(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let elements):
            let mapped = elements.map(canonical)
            guard mapped.count == 2, mapped[0] == "set" || mapped[0] == "map", let inner = mapped[1].array else {
                return .array(mapped)
            }
            return [mapped[0], .array(sorted(inner))]
        case .object(let object):
            var result: JSONObject = [:]
            let isError = object["error"]?.string != nil
            for (key, value) in object where !isError || (key != "details" && key != "syntax") {
                let value = key == "_version" ? "some" : canonical(value)
                result[key] = key == "rows" ? value.array.map { .array(sorted($0)) } ?? value : value
            }
            return .object(result)
        default: return json
        }
    }

    /// By their text with members in order.
    private static func sorted(_ list: [JSONValue]) -> [JSONValue] {
        list.map { ($0, text($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    static func text(_ json: JSONValue) -> String {
        switch json {
        case .array(let elements): "[\(elements.map(text).joined(separator: ","))]"
        case .object(let object):
            "{\(object.sorted { $0.key < $1.key }.map { "\($0.key):\(text($0.value))" }.joined(separator: ","))}"
        default: json.serialized()
        }
    }

    private static func map(_ json: JSONValue, _ rename: (String) -> String) -> JSONValue {
        switch json {
        case .string(let text): .string(rename(text))
        case .array(let elements): .array(elements.map { map($0, rename) })
        case .object(let object): .object(JSONObject(object.map { (rename($0.key), map($0.value, rename)) }))
        default: json
        }
    }
}
