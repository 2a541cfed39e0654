public import Policy

/// The JSON API (INTERFACE.md 5): from a request to what has to be done for it, without input or output.
public struct API: Sendable {
    private let routes: [Route]
    private let planned: [Kind]

    /// - Parameters:
    ///   - version: what `/v1/version` says.
    ///   - planned: sections of documents that are taken although they are not built, for tests
    ///     (`PolicyDocument.init(reading:accepting:)`).
    public init(version: String, accepting planned: [Kind] = []) {
        self.planned = planned
        routes =
            Route.basic(version: version) + Route.documents + Route.views + Noun.all.flatMap(Route.reading)
            + Route.objects
    }

    /// Finds the route, decides whether the asker may use it, and only then reads the body.
    ///
    /// - Parameter isReady: whether documents and facts are loaded, for `/readyz`.
    public func outcome(of request: APIRequest, isReady: Bool = true) -> APIOutcome {
        do throws(Problem) {
            return try dispatch(request, isReady: isReady)
        } catch {
            return .answer(error.response)
        }
    }

    private func dispatch(_ request: APIRequest, isReady: Bool) throws(Problem) -> APIOutcome {
        let method = request.method == "HEAD" ? "GET" : request.method
        var allowed: [String] = []
        for route in routes {
            guard let parameters = route.match(request.path) else { continue }
            guard route.method == method else {
                allowed.append(route.method)
                continue
            }
            let call = Call(request: request, parameters: parameters, isReady: isReady, planned: planned)
            try route.authorise(call)
            return try route.handle(call)
        }
        guard allowed.isEmpty else { throw .notAllowed(allowed) }
        throw .notFound("there is nothing at /\(request.path.joined(separator: "/").onOneLine.prefix(200))")
    }
}

extension Route {
    fileprivate func authorise(_ call: Call) throws(Problem) {
        guard case .tenant(let own) = call.role else { return }
        switch access {
        case .everybody: return
        case .admin: throw .denied("only the admin may do this")
        case .tenantOfPath:
            // Another tenant's object does not exist.
            guard call["tenant"] == own else { throw .notFound("there is no tenant \(call["tenant"].onOneLine)") }
        }
    }
}
