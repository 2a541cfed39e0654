import JSON
import Policy

extension Noun {
    /// The titles of a table's columns.
    func titles(wide: Bool) -> [String] { columns.filter { wide || !$0.isWide }.map(\.title) }

    /// An object as a row of its table.
    func row(_ object: APIObject, wide: Bool) -> [String] {
        let json = object.json
        return columns.filter { wide || !$0.isWide }.map { json.cell(at: $0.path) }
    }
}

extension JSONValue {
    /// Longer lists are cut in tables; the objects have them whole.
    private static let shownElements = 8

    /// What stands at a path such as `spec.type`, as a table shows it.
    func cell(at path: String) -> String {
        var value: JSONValue? = self
        for step in path.split(separator: ".") { value = value?[String(step)] }
        return value?.cell ?? "-"
    }

    /// A text for people; none of nothing. A list of objects shows the first member of each.
    private var cell: String? {
        switch self {
        case .null: return nil
        case .bool(let value): return value ? "yes" : "no"
        case .integer(let value): return String(value)
        case .double(let value): return String(value)
        case .string(let text): return text.isEmpty ? nil : text.onOneLine
        case .array(let elements):
            var parts = elements.prefix(Self.shownElements).map { element in
                (element.object.map { $0.first?.value ?? .null } ?? element).cell ?? "-"
            }
            if elements.count > Self.shownElements { parts.append("+\(elements.count - Self.shownElements)") }
            return parts.isEmpty ? nil : parts.joined(separator: ",")
        case .object(let members):
            var parts = members.prefix(Self.shownElements).map { "\($0.key)=\($0.value.cell ?? "-")" }
            if members.count > Self.shownElements { parts.append("+\(members.count - Self.shownElements)") }
            return parts.isEmpty ? nil : parts.joined(separator: ",")
        }
    }
}

extension String {
    /// Foreign text made fit for a terminal: control characters are replaced.
    var onOneLine: String {
        guard unicodeScalars.contains(where: \.isUnfitForLine) else { return self }
        var result = ""
        for scalar in unicodeScalars { result.unicodeScalars.append(scalar.isUnfitForLine ? "\u{fffd}" : scalar) }
        return result
    }
}

extension Unicode.Scalar {
    var isUnfitForLine: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
        default: false
        }
    }
}
