extension Route {
    /// Objects that are written one by one.
    static let objects: [Route] = [
        Route("PUT", "/v1/tenants/{tenant}/groups/{name}", .tenantOfPath) { call throws(Problem) in
            try ObjectWrite(call, try ObjectBody(call)).outcome
        },
        Route("DELETE", "/v1/tenants/{tenant}/groups/{name}", .tenantOfPath) { call throws(Problem) in
            try ObjectWrite(call, nil).outcome
        },
    ]
}
