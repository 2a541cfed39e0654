import Compiler
import Controller
import Policy
import Topology
import Tracing

/// What becomes of a packet: `from`, `to` and `proto` as `weft trace` takes them.
struct TraceQuery: Sendable {
    private let question: TraceQuestion

    /// The asker sees the own tenant's NICs only; the admin may say which tenant bare names belong to.
    init(_ request: APIRequest) throws(Problem) {
        func required(_ name: String) throws(Problem) -> String {
            guard let value = request.parameter(name) else {
                throw .badRequest(
                    "\(name) is missing", hint: "from, to and proto are needed: from=web1&to=db1&proto=tcp/22")
            }
            return value
        }
        var asker: String?
        if case .tenant(let own) = request.asker.role { asker = own }
        let tenant = request.parameter("tenant")
        if let tenant, let asker, tenant != asker { throw .notFound("there is no tenant \(tenant.onOneLine)") }
        question = TraceQuestion(
            from: try required("from"), to: try required("to"), proto: try required("proto"), tenant: tenant,
            asker: asker)
    }

    /// Walks the packet through the tables, on the thread that answers.
    func answer(_ snapshot: Snapshot) -> APIResponse {
        if let tenant = question.tenant, !snapshot.policy.tenants.contains(tenant) {
            return Problem.notFound("there is no tenant \(tenant.onOneLine)").response
        }
        do throws(TraceRefusal) {
            let trace = try Tracer(source(snapshot)).trace(question)
            return APIResponse(TraceView(trace, revision: snapshot.revision, asker: question.asker).json)
        } catch {
            return Problem(error).response
        }
    }

    private func source(_ snapshot: Snapshot) -> TraceSource {
        let view = View(snapshot, for: question.asker.map { .tenant($0) } ?? .admin)
        return TraceSource(
            policy: snapshot.policy, topology: snapshot.topology, engine: snapshot.engine,
            origin: { owner in
                guard let document = snapshot.policy.document(of: owner), let position = snapshot.position(of: owner)
                else { return nil }
                return Origin(document, position)
            },
            absence: { view.whyUnserved($0) },
            doubt: { view.doubt(about: $0) })
    }
}

extension View {
    /// What stands between a NIC and its traffic, in one sentence.
    fileprivate func whyUnserved(_ id: NICID) -> String {
        guard let nic = topology.nics[id] else { return "there is no such nic" }
        return state(of: nic).conditions.first { !$0.isTrue }?.message ?? "no port is bound to it"
    }

    /// Why a host may do something else than its desired tables, which are what a trace walks through.
    fileprivate func doubt(about id: HostID) -> String? {
        switch hosts[id]?.phase {
        case .ready: nil
        case .syncing: "host \(id) is being brought up to date: it may still do what it was told before"
        case .degraded: "host \(id) is degraded: its switch does not have all that is walked through here"
        case .away, nil: "host \(id) is away: what it has last been told stands"
        }
    }
}

extension Problem {
    fileprivate init(_ refusal: TraceRefusal) {
        switch refusal {
        case .malformed(let detail, let hint): self = .badRequest(detail.onOneLine, hint: hint)
        case .notFound(let detail): self = .notFound(detail.onOneLine)
        case .tooLarge(let detail): self = .unavailable("too-large", detail)
        case .unsound(let detail): self.init(status: 500, code: "unsound", detail: detail, exitCode: 1)
        }
    }
}
