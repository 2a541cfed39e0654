import JSON
import Policy

extension Route {
    /// Health, version, explanations.
    static func basic(version: String) -> [Route] {
        [
            Route("GET", "/healthz", .everybody) { _ in .answer(APIResponse(text: "ok\n")) },
            Route("GET", "/readyz", .everybody) { call throws(Problem) in
                guard call.isReady else { throw .unavailable("not-ready", "documents and facts are being loaded") }
                return .answer(APIResponse(text: "ready\n"))
            },
            Route("GET", "/v1/version", .everybody) { _ in .answer(APIResponse(["version": .string(version)])) },
            Route("GET", "/v1/explain", .everybody) { call throws(Problem) in
                let path = call.request.parameter("path") ?? ""
                guard let text = Schema.explain(path) else {
                    throw .notFound(
                        "documents have nothing at \(path.onOneLine.prefix(200))",
                        hint: "weft explain, without a path, lists the sections")
                }
                return .answer(APIResponse(["text": .string(text)]))
            },
        ]
    }
}
