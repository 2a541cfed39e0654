import Policy

/// One path of the API with one method.
struct Route: Sendable {
    /// Who may use it; decided before a body is read.
    enum Access: Sendable {
        case everybody
        case admin
        /// The admin, and the tenant that the path names; to all others the path does not exist.
        case tenantOfPath
    }

    enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter(String)
    }

    let method: String
    let segments: [Segment]
    let access: Access
    let handle: @Sendable (Call) throws(Problem) -> APIOutcome

    /// - Parameter path: as `/v1/tenants/{tenant}/networks`.
    init(
        _ method: String, _ path: String, _ access: Access,
        _ handle: @escaping @Sendable (Call) throws(Problem) -> APIOutcome
    ) {
        self.method = method
        segments = path.split(separator: "/").map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
        self.access = access
        self.handle = handle
    }

    /// What the parameters stand for, when the path is of this form.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard literal == text else { return nil }
            case .parameter(let name):
                guard !text.isEmpty else { return nil }
                parameters[name] = text
            }
        }
        return parameters
    }
}

/// A request that found its route.
struct Call: Sendable {
    let request: APIRequest
    let parameters: [String: String]
    /// Whether the daemon serves hosts and takes changes.
    let isReady: Bool
    /// Sections of documents that are taken although they are not built.
    let planned: [Kind]

    var role: Policy.Actor { request.asker.role }

    /// A parameter of the route's path.
    subscript(name: String) -> String {
        guard let value = parameters[name] else { preconditionFailure("the route has no parameter \(name)") }
        return value
    }
}
