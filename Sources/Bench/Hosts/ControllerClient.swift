import HTTPClient
import JSON

/// What the benchmarks ask `weftd`, on one connection that stays open.
struct ControllerClient: Sendable {
    private let http: HTTPClient

    init(socket: String) { http = HTTPClient(endpoint: .unix(socket)) }

    struct File {
        let name: String
        let text: String
    }

    /// How an apply ended.
    struct Outcome {
        let seconds: Double
        /// Hosts that have confirmed.
        let ready: Int
    }

    /// Applies documents and deletes some of a tenant's, and waits until every host has confirmed; throws unless all that were
    /// concerned did.
    func apply(
        _ files: [File] = [], deleting: [String] = [], of tenant: String = FabricShape.tenant,
        timeout: Duration = .seconds(120)
    ) throws -> Outcome {
        let body: JSONValue = [
            "files": .array(files.map { ["name": .string($0.name), "text": .string($0.text)] }),
            "delete": .array(deleting.map { .string("\(tenant)/\($0)") }),
            "wait": "hosts", "timeoutMilliseconds": .integer(Int64(timeout.inSeconds * 1e3)),
        ]
        let bytes = body.serializedBytes()
        let watch = Stopwatch()
        let answer = try request("POST", "/v1/apply", body: bytes, timeout: timeout + .seconds(10))
        let seconds = watch.seconds
        guard answer["applied"]?.bool == true, let hosts = answer["hosts"] else {
            throw BenchError("weftd applied nothing: \(answer)")
        }
        for state in ["pending", "degraded"] {
            guard let names = hosts[state]?.array, let first = names.first else { continue }
            throw BenchError("\(names.count) hosts are \(state); \(findings(of: first.string ?? ""))")
        }
        return Outcome(seconds: seconds, ready: hosts["ready"]?.array?.count ?? 0)
    }

    struct Host {
        let name: String
        let phase: String
        let flows: Int64
        /// Flow and group changes since the switch connected.
        let modificationsSent: Int64
        /// Slow checks of all that the switch has, since it connected.
        let checks: Int64
    }

    func hosts() throws -> [Host] {
        let answer = try request("GET", "/v1/hosts?limit=1000", timeout: .seconds(10))
        guard let items = answer["items"]?.array else { throw BenchError("weftd lists no hosts: \(answer)") }
        return items.map { item in
            let status = item["status"]
            return Host(
                name: item["name"]?.string ?? "?", phase: status?["phase"]?.string ?? "?",
                flows: status?["flows"]?.integer ?? 0, modificationsSent: status?["modificationsSent"]?.integer ?? 0,
                checks: status?["checks"]?.integer ?? 0)
        }
    }

    /// The host on which the first NIC of a VM is served; nil when it is on none.
    func place(of vm: String, tenant: String) throws -> String? {
        let path = "/v1/tenants/\(tenant)/nics/\(vm):0"
        return try request("GET", path, timeout: .seconds(10))["status"]?["host"]?.string
    }

    /// Whether each NIC of a tenant, which has five thousand at most, is served by a host that has everything that it should have.
    func areNICsReady(of tenant: String) throws -> Bool {
        let answer = try request("GET", "/v1/tenants/\(tenant)/nics?limit=5000", timeout: .seconds(10))
        guard let items = answer["items"]?.array, !items.isEmpty else {
            throw BenchError("weftd lists no NICs of \(tenant): \(answer)")
        }
        return items.allSatisfy { item in
            let ready = item["status"]?["conditions"]?.array?.first { $0["type"]?.string == "Ready" }
            return ready?["status"]?.string == "True"
        }
    }

    /// What is wrong with a host, as far as weftd says it.
    private func findings(of host: String) -> String {
        let item = try? request("GET", "/v1/hosts/\(HTTPClient.percentEncoded(host))", timeout: .seconds(10))
        return "\(host): \(item?["status"]?["findings"] ?? .null)"
    }

    /// Whether the API answers at all.
    var isUp: Bool {
        (try? http.send("GET", "/healthz", timeout: .seconds(2)))?.isSuccess ?? false
    }

    private func request(
        _ method: String, _ path: String, body: [UInt8]? = nil, timeout: Duration
    ) throws -> JSONValue {
        let headers = body == nil ? [:] : ["content-type": "application/json"]
        let response = try http.send(method, path, headers: headers, body: body, timeout: timeout)
        guard response.isSuccess else {
            let text = String(decoding: response.body.prefix(2000), as: UTF8.self)
            throw BenchError("\(method) \(path): status \(response.status): \(text)")
        }
        return try JSONParser.parse(response.body)
    }
}
