import Controller
import NetworkTypes
import Northbound
import Policy
import PolicyFiles

extension Target {
    private static let yamlTokens = [
        "{", "}", "[", "]", ": ", ", ", "- ", "\n", "\n  ", "\"", "'", "|", ">", "&a", "*a", "!!x", "<<: ", "? ",
        "---\n", "\t", "010",
        "10.0.0.0/99", "::", "16777215", "99999999999999999999", "tenant: admin\n", "networks:\n", "\u{0}", "é",
    ]
    private static let fabric = """
        version: 1
        tenant: admin
        document: fabric
        tenants: { acme: { quota: { networks: 10, nics: 100 } } }
        hosts:
          kvm1: { ovsdb: listen, system-id: kvm1, vtep: 172.31.0.11 }

        """
    private static let tenant = """
        version: 1
        tenant: acme
        document: base
        networks:
          web: { subnets: [{ cidr: 10.0.0.0/24, dhcp: off }, { cidr: "2001:db8::/64" }] }
        nics:
          - { vm: web1, mac: "52:54:00:10:00:01", network: web, addresses: [10.0.0.11] }

        """

    static let documents = Target(
        mutator: Mutator(form: .text(yamlTokens)),
        seeds: [fabric, tenant, fabric + "---\n" + tenant].map { Array($0.utf8) }
    ) { bytes in
        let result = readDocuments(bytes, file: "f")
        _ = try? PolicySet().applying(result.documents, by: .admin, alongside: result.diagnostics)
    }

    /// A request: its first line is method, path and query, then headers, an empty line, the body.
    static let api = Target(mutator: Mutator(form: .text(yamlTokens + apiTokens)), seeds: requests) { bytes in
        let request = request(bytes)
        let api = API(version: "fuzz")
        let snapshot = emptySnapshot()
        func follow(_ outcome: APIOutcome) {
            switch outcome {
            case .answer, .apply, .watch, .history: break
            case .read(let render): if let snapshot { _ = render(snapshot) }
            case .consult(let decide): if let snapshot { follow(decide(snapshot)) }
            }
        }
        follow(api.outcome(of: request))
    }

    private static let apiTokens = [
        "/v1/", "documents/", "acme/base", "?limit=", "&pageToken=", "watch=1", "If-Match: ", "%00", "../",
    ]
    private static let requests = [
        "GET /v1/hosts?limit=10&labelSelector=a=b\n\n",
        "PUT /v1/documents/acme/base\nContent-Type: application/yaml\nIf-None-Match: *\n\n" + tenant,
        "GET /v1/tenants/acme/networks/web\n\n", "GET /v1/events?watch=1\nLast-Event-ID: 7\n\n",
        "POST /v1/plans\nContent-Type: application/json\n\n{\"documents\":[]}",
        "GET /v1/topology?format=svg\n\n", "DELETE /v1/documents/acme/base\nIf-Match: \"1\"\n\n",
        "GET /v1/flows?host=kvm1\n\n", "GET /v1/tenants/acme/rules/web:egress:1?view=describe\n\n",
        "PUT /v1/tenants/acme/groups/web\nIf-None-Match: *\n\n" + group,
    ].map { Array($0.utf8) }

    private static let group = """
        {"name":"web","spec":{"members":{"labels":{"role":"web"}},"ingress":[{"allow":["tcp/80","udp"],"from":"any"}]}}
        """

    private static func request(_ bytes: [UInt8]) -> APIRequest {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 4, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let words = (lines.first ?? "").split(separator: " ").map(String.init)
        let target = (words.dropFirst().first ?? "").split(separator: "?", maxSplits: 1).map(String.init)
        let query = (target.dropFirst().first ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return APIRequest.Parameter(parts.first ?? "", parts.dropFirst().first ?? "")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst().prefix(2) {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
        }
        return APIRequest(
            method: words.first ?? "", path: (target.first ?? "").split(separator: "/").map(String.init), query: query,
            headers: headers, body: Array((lines.last ?? "").utf8), asker: .init(name: "fuzz", role: .admin))
    }

    private static func emptySnapshot() -> Snapshot? {
        guard
            let controller = try? Controller(
                configuration: .init(controllerTarget: "tcp:192.0.2.1:6653"), stored: StoredState())
        else { return nil }
        let effects = controller.handle(
            [.request(RequestID(1), .snapshot)], now: MonotonicTime(seconds: 1), wallTime: 0)
        for case .reply(_, .snapshot(let snapshot)) in effects { return snapshot }
        return nil
    }
}
