import Controller
import JSON
import Policy

extension View {
    private static let shownEvents = 10

    /// An object for people: its head, what is declared and what is seen, and what belongs to it.
    func describe(_ object: APIObject, _ key: ObjectKey, _ noun: Noun) -> String {
        var text = head(object)
        var spec = object.spec
        for key in noun.tabled { spec[key] = nil }
        text += Self.section("Spec", spec)
        var status = object.status
        let conditions = status["conditions"]?.array ?? []
        status["conditions"] = nil
        text += Self.section("Status", status)
        if !conditions.isEmpty {
            var table = TextTable(["TYPE", "STATUS", "REASON", "MESSAGE"])
            table.rows = conditions.map { condition in
                ["type", "status", "reason", "message"].map { condition.cell(at: $0) }
            }
            text += "Conditions:\n" + table.text(indent: 2)
        }
        for related in noun.related(self, key) where !related.table.rows.isEmpty {
            text += "\(related.title):\n" + related.table.text(indent: 2)
        }
        return text + events(about: object, noun)
    }

    private func head(_ object: APIObject) -> String {
        var lines = [("Name", object.name.onOneLine)]
        if let tenant = object.tenant { lines.append(("Tenant", tenant)) }
        lines.append(("Labels", JSONValue.object(["labels": .object(object.labels.json)]).cell(at: "labels")))
        if let document = object.document { lines.append(("Document", document.description)) }
        if let place = object.place { lines.append(("Position", place.onOneLine)) }
        if let generation = object.generation { lines.append(("Generation", String(generation))) }
        return lines.map { Self.line($0, $1, indent: 0) }.joined()
    }

    private static func section(_ title: String, _ members: JSONObject) -> String {
        guard !members.isEmpty else { return "" }
        var text = "\(title):\n"
        for (key, value) in members {
            guard let elements = value.array, let first = elements.first?.object, first.count > 1 else {
                text += line(key, JSONValue.object([key: value]).cell(at: key), indent: 2)
                continue
            }
            text += "  \(key):\n"
            for element in elements {
                let parts = (element.object ?? [:]).map { "\($0.key) \(element.cell(at: $0.key))" }
                text += "    - \(parts.joined(separator: ", "))\n"
            }
        }
        return text
    }

    private static func line(_ key: String, _ value: String, indent: Int) -> String {
        let title = String(repeating: " ", count: indent) + key + ":"
        return title + String(repeating: " ", count: max(1, 20 - title.count)) + value + "\n"
    }

    /// The newest events about the object; those of tenants' objects are few, and hosts' are the admin's.
    private func events(about object: APIObject, _ noun: Noun) -> String {
        let path = object.tenant.map { "\($0)/\(object.name)" } ?? object.name
        let own = snapshot.events.filter { $0.object == "\(noun.singular)/\(path)" }.suffix(Self.shownEvents)
        guard !own.isEmpty else { return "" }
        var table = TextTable(["TIME", "KIND", "MESSAGE"])
        table.rows = own.map {
            [Timestamp.text(milliseconds: $0.wallTime), $0.kind.rawValue, $0.message.onOneLine]
        }
        return "Events:\n" + table.text(indent: 2)
    }
}
