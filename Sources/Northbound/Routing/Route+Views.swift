import Controller
import JSON
import Policy

extension Route {
    /// Flows, traces, the drawn topology, the history.
    static let views: [Route] = [
        Route("GET", "/v1/flows", .admin) { call throws(Problem) in
            let query = try FlowQuery(call.request)
            return .read { query.answer($0) }
        },
        Route("GET", "/v1/trace", .everybody) { call throws(Problem) in
            let query = try TraceQuery(call.request)
            return .read { query.answer($0) }
        },
        Route("GET", "/v1/engine", .admin) { call throws(Problem) in
            let query = EngineQuery(call.request)
            return .read { query.answer($0) }
        },
        Route("GET", "/v1/topology", .everybody) { call throws(Problem) in
            let query = try TopologyQuery(call.request)
            return .read { query.answer($0) }
        },
        Route("GET", "/v1/revisions", .admin) { call throws(Problem) in
            guard !call.request.isSet("watch") else {
                throw .badRequest("revisions cannot be followed", hint: "follow events: each revision is one")
            }
            let query = try RevisionQuery(call.request)
            return .history(query.history) { query.answer($0) }
        },
        Route("GET", "/v1/revisions/{revision}", .admin) { call throws(Problem) in
            guard let number = UInt64(call["revision"]) else {
                throw .notFound("there is no revision \(call["revision"].onOneLine.prefix(40))")
            }
            let style = try call.request.style()
            return .history(.revision(number)) { RevisionQuery.answer($0, number, style) }
        },
    ]
}
