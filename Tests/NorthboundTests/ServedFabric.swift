import Controller
import JSON
import NetworkTypes
import Northbound
import OVSDB
import Policy
import Testing
import Topology

@testable import OpenFlow

/// A controller behind its API, with hosts that say yes to everything; no input, no output, no clock.
final class ServedFabric {
    private let controller: Controller
    private let api = API(version: "0.1.0", accepting: Kind.security)
    private var queue: [Event] = []
    private var responses: [RequestID: Response] = [:]
    private(set) var revisions: [RevisionView] = []
    private var next: UInt64 = 1
    private var now = MonotonicTime(seconds: 1)
    /// Switches refuse flows whose text contains this.
    /// Switches' sessions, by the number of their host.
    private var switches: [UInt64: SessionID] = [:]
    private var databases: [UInt64: SessionID] = [:]
    var dislike: String?

    static let admin = APIRequest.Asker(name: "root", role: .admin)

    init() throws {
        controller = try Controller(
            configuration: .init(controllerTarget: "tcp:172.30.0.1:6653"), stored: StoredState())
    }

    static let fabric = """
        version: 1
        tenant: admin
        document: fabric
        tenants:
          acme: { quota: { networks: 5, nics: 10 } }
          globex: {}
        hosts:
          kvm1: { ovsdb: listen, system-id: kvm1, vtep: 172.31.0.1, labels: { rack: r1 } }
          kvm2: { ovsdb: listen, system-id: kvm2, vtep: 172.31.0.2 }
          kvm3: { ovsdb: listen, system-id: kvm3, vtep: 172.31.0.3 }

        """

    static let base = """
        version: 1
        tenant: acme
        document: base
        networks:
          web: { subnets: [{ cidr: 10.10.1.0/24, gateway: 10.10.1.1 }] }
          db: { type: isolated, subnets: [{ cidr: 10.10.2.0/24 }] }
        nics:
          - { vm: web1, mac: 52:54:00:00:00:01, network: web, addresses: [10.10.1.5], labels: { role: web, tier: test } }
          - { vm: web2, mac: 52:54:00:00:00:02, network: web, addresses: [10.10.1.6], labels: { role: web } }
          - { vm: db1, iface-id: db-1, network: db, addresses: [10.10.2.5] }
          - { vm: db1, index: 1, iface-id: db-1b, network: web }
          - { vm: gone, mac: 52:54:00:00:00:09, network: db }

        """

    static let other = """
        version: 1
        tenant: globex
        document: base
        networks: { web: { subnets: [{ cidr: 10.10.1.0/24 }] } }
        nics:
          - { vm: web1, mac: 52:54:00:00:01:01, network: web, addresses: [10.10.1.5] }

        """

    /// Two hosts with VMs, one away, one that no document names, and ports that nothing matches.
    static func populated() throws -> ServedFabric {
        let fabric = try ServedFabric()
        for (name, text) in [("fabric.yaml", Self.fabric), ("base.yaml", base), ("other.yaml", other)] {
            let body: JSONValue = ["files": [["name": .string(name), "text": .string(text)]]]
            try #require(fabric.post(body).status == 200)
        }
        func port(_ name: String, _ ofport: Int64, mac: String? = nil, id: String? = nil) -> FakeHost.Port {
            var ids: [String: String] = [:]
            ids["attached-mac"] = mac
            ids["iface-id"] = id
            return .init(name: name, ofport: ofport, ids: ids)
        }
        try fabric.connect(
            FakeHost(
                systemID: "kvm1",
                ports: [
                    port("vnet0", 1, mac: "52:54:00:00:00:01"),
                    port("vnet1", 2, mac: "52:54:00:00:00:11", id: "db-1"),
                    port("vnet2", 3, mac: "52:54:00:00:00:12", id: "db-1b"),
                    port("vnet9", 9, mac: "52:54:00:00:00:99"),
                ]), number: 1)
        try fabric.connect(
            FakeHost(
                systemID: "kvm2",
                ports: [port("vnet0", 1, mac: "52:54:00:00:00:02"), port("vnet1", 2, mac: "52:54:00:00:01:01")]),
            number: 2)
        try fabric.connect(FakeHost(systemID: "stranger"), number: nil)
        return fabric
    }

    /// A host dials in; its switch follows when documents give it this number.
    func connect(_ host: FakeHost, number: UInt64?) throws {
        queue.append(
            .database(
                SessionID(makeID()), .ready(.accepted(peer: "172.30.0.\(number ?? 99):40000"), try FakeHost.schema())))
        queue.append(.database(SessionID(next - 1), .updates(host.everything, isInitial: true)))
        if let number {
            databases[number] = SessionID(next - 1)
            let session = SessionID(makeID())
            switches[number] = session
            queue.append(
                .openFlow(
                    session,
                    .ready(
                        peer: "172.30.0.\(number):50000", .v1_5, DatapathID(0x0000_5745_4600_0000 | number),
                        tableCount: 254)))
        }
        run()
    }

    /// A host's sessions end.
    func disconnect(number: UInt64) {
        if let session = databases[number] { queue.append(.database(session, .closed(peer: "-", reason: "test"))) }
        if let session = switches[number] { queue.append(.openFlow(session, .closed(peer: "-", reason: "test"))) }
        run()
    }

    /// Somebody else adds a flow on a host's switch.
    func addForeignFlow(_ flow: Flow, number: UInt64) {
        guard let session = switches[number] else { return }
        queue.append(.openFlow(session, .flowUpdates([.change(.init(.added, flow))])))
        run()
    }

    // MARK: The API

    func serve(_ request: APIRequest) -> APIResponse { perform(api.outcome(of: request)) }

    /// Serves a change that was looked at when things were as in `snapshot`.
    func serve(_ request: APIRequest, seeing snapshot: Snapshot) -> APIResponse {
        guard case .consult(let next) = api.outcome(of: request) else { return APIResponse(status: 500) }
        return perform(next(snapshot))
    }

    func get(_ target: String, as asker: APIRequest.Asker = admin, headers: [String: String] = [:]) -> APIResponse {
        serve(Self.request("GET", target, as: asker, headers: headers))
    }

    func json(_ target: String, as asker: APIRequest.Asker = admin) throws -> JSONValue {
        try JSONParser.parse(get(target, as: asker).body)
    }

    func post(_ body: JSONValue, as asker: APIRequest.Asker = admin) -> APIResponse {
        serve(Self.request("POST", "/v1/apply", as: asker, body: body.serializedBytes()))
    }

    func watch(_ target: String, headers: [String: String] = [:]) throws -> Watch? {
        let outcome = api.outcome(of: Self.request("GET", target, headers: headers))
        guard case .consult(let then) = outcome, case .watch(let watch) = then(try snapshot()) else { return nil }
        return watch
    }

    func snapshot() throws -> Snapshot {
        guard case .snapshot(let snapshot)? = ask(.snapshot) else { throw Missing() }
        return snapshot
    }

    struct Missing: Error {}

    static func request(
        _ method: String, _ target: String, as asker: APIRequest.Asker = admin, headers: [String: String] = [:],
        body: [UInt8] = []
    ) -> APIRequest {
        let parts = target.split(separator: "?", maxSplits: 1)
        let items = parts.count < 2 ? [] : parts[1].split(separator: "&")
        let query = items.map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return APIRequest.Parameter(String(pair[0]), pair.count < 2 ? "" : String(pair[1]))
        }
        return APIRequest(
            method: method, path: parts[0].split(separator: "/").map(String.init), query: query, headers: headers,
            body: body, asker: asker)
    }

    private func perform(_ outcome: APIOutcome) -> APIResponse {
        switch outcome {
        case .answer(let response): return response
        case .read(let read): return (try? snapshot()).map(read) ?? APIResponse(status: 500)
        case .consult(let next): return (try? snapshot()).map { perform(next($0)) } ?? APIResponse(status: 500)
        case .apply(let request, let then): return ask(.apply(request)).map(then) ?? APIResponse(status: 500)
        case .watch: return APIResponse(status: 200, headers: Watch.headers)
        case .history(.list(let before, let limit), let then):
            let found = revisions.reversed().filter { $0.number < before ?? .max }.prefix(limit)
            return then(.revisions(Array(found), newest: revisions.last?.number ?? 0))
        case .history(.revision(let number), let then):
            return then(.revisions(revisions.filter { $0.number == number }, newest: revisions.last?.number ?? 0))
        }
    }

    // MARK: The core

    private func makeID() -> UInt64 {
        defer { next += 1 }
        return next
    }

    private func ask(_ request: Request) -> Response? {
        let id = RequestID(makeID())
        queue.append(.request(id, request))
        run()
        return responses.removeValue(forKey: id)
    }

    private func run() {
        while !queue.isEmpty {
            let batch = queue
            queue = []
            now = now + .milliseconds(200)
            for effect in controller.handle(batch, now: now, wallTime: 1_700_000_000_000) { perform(effect) }
        }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .store(let write, let token):
            if let revision = write.revision {
                revisions.append(
                    RevisionView(
                        number: revision.number, wallTime: revision.wallTime, actor: revision.actor,
                        summary: revision.summary,
                        documents: revision.documents.map { .init(document: $0.key, isDeleted: $0.source == nil) }))
            }
            queue.append(.stored(token: token, failure: nil))
        case .reply(let id, let response): responses[id] = response
        case .openFlow(let session, .readFlows(_, let request)):
            queue.append(.openFlow(session, .flows(request: request, [], isLast: true)))
        case .openFlow(let session, .readGroups(let request)):
            queue.append(.openFlow(session, .groups(request: request, [], isLast: true)))
        case .openFlow(let session, .readMeters(let request)):
            queue.append(.openFlow(session, .meters(request: request, [], isLast: true)))
        case .openFlow(let session, .program(let batch, let id)):
            queue.append(.openFlow(session, .programmed(id: id, result(of: batch))))
        default: break
        }
    }

    private func result(of batch: ModificationBatch) -> OpenFlowConnection.ProgramResult {
        guard let dislike else { return .committed }
        for index in 0..<batch.count {
            let text = "\(batch.modification(at: index))"
            guard text.contains(dislike) else { continue }
            return .refused([.init(index: index, error: OpenFlowError(type: 2, code: 0), description: text)])
        }
        return .committed
    }
}

extension APIResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
}

extension JSONValue {
    /// Columns and rows, as a client would print them.
    var table: String {
        let lines = [self["columns"]?.array ?? []] + (self["rows"]?.array ?? []).map { $0.array ?? [] }
        return lines.map { $0.map { $0.string ?? "?" }.joined(separator: " | ") }.joined(separator: "\n")
    }
}
