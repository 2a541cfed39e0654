import Controller
import Policy

extension Route {
    /// The routes that read the objects of a noun.
    static func reading(_ noun: Noun) -> [Route] {
        let access: Access = noun.scope == .fabric ? .admin : .everybody
        var routes = [
            Route("GET", "/v1/\(noun.plural)", access) { call throws(Problem) in
                var tenant: String?
                if noun.scope == .tenant, case .tenant(let own) = call.role { tenant = own }
                return try list(noun, tenant: tenant, call)
            }
        ]
        if noun.scope == .tenant {
            routes.append(
                Route("GET", "/v1/tenants/{tenant}/\(noun.plural)", .tenantOfPath) { call throws(Problem) in
                    try list(noun, tenant: call["tenant"], call)
                })
            routes.append(
                Route("GET", "/v1/tenants/{tenant}/\(noun.plural)/{name}", .tenantOfPath) { call throws(Problem) in
                    try object(noun, tenant: call["tenant"], call)
                })
        } else {
            routes.append(
                Route("GET", "/v1/\(noun.plural)/{name}", access) { call throws(Problem) in
                    try object(noun, tenant: "", call)
                })
        }
        return routes
    }

    private static func list(_ noun: Noun, tenant: String?, _ call: Call) throws(Problem) -> APIOutcome {
        let query = try ListQuery(noun, tenant: tenant, call.request)
        let role = call.role
        guard call.request.isSet("watch") else { return .read { query.answer($0, for: role) } }
        let last = call.request.headers["last-event-id"]
        return .consult { snapshot in
            do throws(Problem) {
                return .watch(try Watch(query, role: role, resuming: last, at: snapshot))
            } catch {
                return .answer(error.response)
            }
        }
    }

    private static func object(_ noun: Noun, tenant: String, _ call: Call) throws(Problem) -> APIOutcome {
        let query = ObjectQuery(noun: noun, tenant: tenant, name: call["name"], style: try call.request.style())
        let role = call.role
        return .read { query.answer($0, for: role) }
    }
}
