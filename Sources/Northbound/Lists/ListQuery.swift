/// What a list should show, and how.
struct ListQuery: Sendable {
    enum Style: Sendable {
        case objects
        case table(wide: Bool)
        case description
    }

    let noun: Noun
    /// Of one tenant; none lists everybody's.
    let tenant: String?
    let style: Style
    let selector: LabelSelector?
    let limit: Int
    let after: ObjectKey?

    static let defaultLimit = 500
    static let largestLimit = 5000

    init(_ noun: Noun, tenant: String?, _ request: APIRequest) throws(Problem) {
        let isUnbound = noun.plural == Noun.nics.plural && request.isSet("unbound")
        self.noun = isUnbound ? .unboundPorts : noun
        self.tenant = tenant
        style = try request.style()
        if let text = request.parameter("labelSelector") {
            selector = try LabelSelector(text)
        } else {
            selector = nil
        }
        limit = try request.number("limit", in: 1...Self.largestLimit) ?? Self.defaultLimit
        if let token = request.parameter("pageToken") {
            after = try PageToken.decode(token, of: noun.plural)
        } else {
            after = nil
        }
    }
}

extension APIRequest {
    /// `?name`, `?name=1` or `?name=true`.
    func isSet(_ name: String) -> Bool {
        guard let parameter = query.first(where: { $0.name == name }) else { return false }
        return ["", "1", "true"].contains(parameter.value)
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = parameter(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .badRequest("\(name): expected a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func style() throws(Problem) -> ListQuery.Style {
        switch parameter("view") {
        case nil, "json": return .objects
        case "table": return .table(wide: isSet("wide"))
        case "describe": return .description
        default: throw .badRequest("view: expected json, table or describe")
        }
    }
}
