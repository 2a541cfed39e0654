import JSON

/// The body that writes one object: what `GET` answers, of which `spec` counts.
struct ObjectBody {
    let spec: JSONValue

    /// What `GET` says besides; it may come back, and says nothing here.
    private static let ignored = ["labels", "generation", "document", "position", "status"]

    init(_ call: Call) throws(Problem) {
        let type = (call.request.headers["content-type"] ?? "application/json").lowercased().prefix {
            $0 != ";" && $0 != " "
        }
        guard type == "application/json" else {
            throw Problem(
                status: 415, code: "unsupported-media-type",
                detail: "an object is application/json, found \(type.prefix(64))", exitCode: 2)
        }
        let value: JSONValue
        do {
            value = try JSONParser.parse(
                call.request.body, limits: .init(maxDepth: 32, maxBytes: 4 << 20, maxValues: 100_000))
        } catch {
            throw .badRequest("the body: \(error)")
        }
        guard let object = value.object, let spec = object["spec"], spec.object != nil else {
            throw .badRequest("the body: expected {\"spec\": {…}}", hint: "GET it to see the form")
        }
        for (key, found) in object where key != "spec" && !Self.ignored.contains(key) {
            guard key == "name" || key == "tenant" else {
                throw .badRequest(
                    "the body: unknown key \(key.onOneLine.prefix(64))", hint: "known are name, tenant, spec")
            }
            guard found.string == call[key] else {
                throw .badRequest("the body: \(key): expected \(call[key].onOneLine), as the path says")
            }
        }
        self.spec = spec
    }
}
