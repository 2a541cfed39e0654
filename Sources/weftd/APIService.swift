import Controller
import Dispatch
import Glibc
import HTTPServer
import Northbound
import Policy
import Store
import Synchronization

/// Serves the API on local sockets: finds out who asks, lets `Northbound` decide, and does the input and output in between.
final class APIService: Sendable {
    private let core: CoreThread
    private let store: any Store
    private let api: API
    private let server = Mutex<HTTPServer?>(nil)
    private let watches: WatchService
    private let accounts = LocalAccounts()

    init(core: CoreThread, store: any Store, version: String) {
        self.core = core
        self.store = store
        api = API(version: version)
        watches = WatchService(core: core)
    }

    func listen(on paths: [String]) throws {
        for path in paths {
            // What is wrong with it is told when the socket cannot be made.
            try? Files.makeDirectory(Files.directory(of: path))
        }
        let started: HTTPServer
        do {
            var limits = HTTPLimits()
            // An apply may wait for hosts for ten minutes.
            limits.answerDeadline = .seconds(660)
            started = try HTTPServer(endpoints: paths.map { .unix($0) }, limits: limits) { [self] in handle($0, $1) }
        } catch {
            throw StartError("listen", "\(error)")
        }
        server.withLock { $0 = started }
        watches.start()
    }

    func stop() {
        watches.stop()
        server.withLock { $0.take() }?.stop()
    }

    private func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        guard let asker = asker(request.peer) else {
            let problem =
                #"{"title":"Forbidden","status":403,"code":"denied","exitCode":8,"detail":"only root and members of the group weft may use this socket"}"#
            return responder.respond(
                403, headers: ["content-type": "application/problem+json"], body: Array(problem.utf8))
        }
        let call = APIRequest(
            method: request.method, path: request.path,
            query: request.query.map { APIRequest.Parameter($0.name, $0.value ?? "") }, headers: request.headers,
            body: request.body, asker: asker)
        carryOut(api.outcome(of: call), responder)
    }

    /// Root, the daemon's own user and the group `weft` are admin.
    private func asker(_ peer: HTTPPeer) -> APIRequest.Asker? {
        guard case .local(let process) = peer else { return nil }
        let groups = [process.group] + process.groups
        guard process.user == 0 || process.user == getuid() || accounts.administrators.map(groups.contains) ?? false
        else { return nil }
        return APIRequest.Asker(name: accounts.name(of: process.user), role: .admin)
    }

    private func carryOut(_ outcome: APIOutcome, _ responder: HTTPResponder) {
        switch outcome {
        case .answer(let response):
            responder.respond(response)
        case .read(let render):
            withSnapshot { responder.respond(render($0)) }
        case .consult(let decide):
            withSnapshot { [self] in carryOut(decide($0), responder) }
        case .apply(let apply, let render):
            FaultPoint.changeBegins()
            FaultPoint.reach(.afterAccept)
            core.ask(.apply(apply)) { response in responder.respond(render(response)) }
        case .watch(let watch):
            watches.add(watch, responder.stream(200, headers: Watch.headers))
        case .history(let query, let render):
            responder.respond(render(history(query)))
        }
    }

    /// Rendering happens on a thread of its own: neither the core nor the server waits for it.
    private func withSnapshot(_ body: @escaping @Sendable (Snapshot) -> Void) {
        core.ask(.snapshot) { response in
            guard case .snapshot(let snapshot) = response else { return }
            DispatchQueue.global().async { body(snapshot) }
        }
    }

    private func history(_ query: HistoryQuery) -> HistoryAnswer {
        do {
            let newest = try store.history(limit: 1, before: nil).first?.number ?? 0
            switch query {
            case .list(let before, let limit):
                return .revisions(
                    try store.history(limit: limit, before: before).map { RevisionView($0, []) }, newest: newest)
            case .revision(let number):
                let record = try store.history(limit: 1, before: number + 1).first { $0.number == number }
                let changes = try Self.changes(store, number)
                return .revisions(record.map { [RevisionView($0, changes)] } ?? [], newest: newest)
            }
        } catch {
            return .failed(reason: "\(error)")
        }
    }

    /// Documents that a revision wrote, and those that were there before it and are no more.
    private static func changes(_ store: any Store, _ number: UInt64) throws -> [RevisionView.Change] {
        guard number > 0 else { return [] }
        let after = try store.documents(atRevision: number)
        let before = number > 1 ? try store.documents(atRevision: number - 1) : []
        let kept = Set(after.map { DocumentKey(tenant: $0.tenant, document: $0.document) })
        let written = after.filter { $0.revision == number }
            .map {
                RevisionView.Change(document: DocumentKey(tenant: $0.tenant, document: $0.document), isDeleted: false)
            }
        let deleted = before.map { DocumentKey(tenant: $0.tenant, document: $0.document) }.filter { !kept.contains($0) }
            .map { RevisionView.Change(document: $0, isDeleted: true) }
        return (written + deleted).sorted { $0.document < $1.document }
    }
}

extension RevisionView {
    fileprivate init(_ record: RevisionRecord, _ changes: [Change]) {
        self.init(
            number: record.number, wallTime: UInt64(clamping: record.unixMilliseconds), actor: record.actor,
            summary: record.summary, documents: changes)
    }
}

extension HTTPResponder {
    fileprivate func respond(_ response: APIResponse) {
        respond(response.status, headers: response.headers, body: response.body)
    }
}
