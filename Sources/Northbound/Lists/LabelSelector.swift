/// Conditions on labels that must all hold: `role=web,tier!=test,rack,!old`.
struct LabelSelector: Hashable, Sendable {
    private enum Condition: Hashable, Sendable {
        case equals(String, String)
        case differs(String, String)
        case exists(String)
        case isAbsent(String)
    }

    private var conditions: [Condition] = []

    /// The longest list of conditions.
    private static let limit = 32

    init(_ text: String) throws(Problem) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let condition = Self.condition(part), conditions.count < Self.limit else {
                throw .badRequest(
                    "labelSelector: expected conditions joined by commas, at most \(Self.limit)",
                    hint: "KEY=VALUE, KEY!=VALUE, KEY or !KEY, as in role=web,tier!=test")
            }
            conditions.append(condition)
        }
    }

    private static func condition(_ part: Substring) -> Condition? {
        if let equals = part.firstIndex(of: "=") {
            var key = part[..<equals]
            var rest = part[part.index(after: equals)...]
            let isNegative = key.last == "!"
            if isNegative { key.removeLast() }
            // kubectl's `==` is the same as `=`.
            if !isNegative, rest.first == "=" { rest.removeFirst() }
            guard !key.isEmpty else { return nil }
            return isNegative ? .differs(String(key), String(rest)) : .equals(String(key), String(rest))
        }
        let isNegative = part.first == "!"
        let key = isNegative ? part.dropFirst() : part
        guard !key.isEmpty else { return nil }
        return isNegative ? .isAbsent(String(key)) : .exists(String(key))
    }

    func matches(_ labels: [String: String]) -> Bool {
        conditions.allSatisfy { condition in
            switch condition {
            case .equals(let key, let value): labels[key] == value
            case .differs(let key, let value): labels[key] != value
            case .exists(let key): labels[key] != nil
            case .isAbsent(let key): labels[key] == nil
            }
        }
    }
}
