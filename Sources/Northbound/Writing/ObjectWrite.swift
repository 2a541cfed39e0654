import Controller
import JSON
import Policy
import PolicyFiles

/// PUT or DELETE of one group, under a precondition; it is kept in the tenant's document `api`.
struct ObjectWrite: Sendable {
    private static let section = "groups"

    private let tenant: String
    private let name: String
    /// None deletes the object.
    private let spec: JSONValue?
    private let precondition: Precondition
    private let asker: APIRequest.Asker
    private let isPlanOnly: Bool
    private let wait: ApplyRequest.Wait
    private let planned: [Kind]

    init(_ call: Call, _ body: ObjectBody?) throws(Problem) {
        tenant = call["tenant"]
        name = call["name"]
        spec = body?.spec
        precondition = try Precondition(call.request)
        asker = call.request.asker
        isPlanOnly = call.request.isSet("planOnly")
        wait = try ApplyRequest.Wait(call.request)
        planned = call.planned
    }

    var outcome: APIOutcome {
        .consult { snapshot in
            do throws(Problem) {
                return try decide(snapshot)
            } catch {
                return .answer(error.response)
            }
        }
    }

    private var title: String { "group \("\(tenant)/\(name)".onOneLine)" }

    private func decide(_ snapshot: Snapshot) throws(Problem) -> APIOutcome {
        let present = snapshot.policy.group(name, ofTenant: tenant)
        if spec == nil, present == nil { throw .notFound("there is no \(title)") }
        try judgeOwner(present)
        try precondition.check(present?.declaration.json.digest, of: title)
        if spec == nil { try judgeUse(in: snapshot.policy) }
        let request = try request(snapshot)
        let isNew = present == nil
        return .apply(request) { response in answer(response, to: request, isNew: isNew) }
    }

    private func answer(_ response: Response, to request: ApplyRequest, isNew: Bool) -> APIResponse {
        if case .rejected(let rejection) = response {
            return Problem(rejection.seen(fromObject: name, in: Self.section)).response
        }
        var answer = response.applyAnswer
        guard case .applied(let outcome) = response else { return answer }
        if isNew, outcome.revision != nil { answer.status = 201 }
        if let group = request.documents.first?.security.groups.first(where: { $0.name == name }) {
            answer.headers["etag"] = Precondition.tag(group.json.digest)
        }
        return answer
    }

    private func request(_ snapshot: Snapshot) throws(Problem) -> ApplyRequest {
        let key = DocumentKey(tenant: tenant, document: DocumentKey.objectDocument)
        var document = try ObjectDocument(ofTenant: tenant, snapshot.policy[key])
        document.set(name, in: Self.section, to: spec)
        let isLast = document.isEmpty
        let read = readDocuments(
            isLast ? [] : Array(document.text.utf8), file: SourcePosition.objectFile, accepting: planned)
        var request = ApplyRequest(
            documents: read.documents, deletions: isLast ? [key] : [], diagnostics: isLast ? [] : read.diagnostics,
            role: asker.role, actor: asker.name,
            // The core refuses when the document changes between this look and the change.
            base: snapshot.documentRevisions[key] ?? 0, isPlanOnly: isPlanOnly, wait: wait)
        request.writesObjects = true
        return request
    }

    // MARK: What is refused

    /// An object that another document declares is that document's to change.
    private func judgeOwner(_ present: Owned<GroupDeclaration>?) throws(Problem) {
        guard let present, present.document.document != DocumentKey.objectDocument else { return }
        let place = present.declaration.position
        let message = "\(title) is declared by document \(present.document), at \(place.file):\(place.line)"
        throw Problem(
            status: 409, code: "conflict", detail: message.onOneLine, exitCode: 4,
            hint: "change that document: weft edit \(present.document)")
    }

    /// What rules of other groups name cannot be removed.
    private func judgeUse(in policy: PolicySet) throws(Problem) {
        let places = policy.groups(ofTenant: tenant).map(\.declaration).filter { $0.name != name }.flatMap { group in
            (group.ingress + group.egress).filter { rule in
                guard case .group(let reference) = rule.endpoint else { return false }
                return reference.name == name && (reference.tenant ?? tenant) == tenant
            }.map { (group.name, $0.position) }
        }
        guard let (first, position) = places.first else { return }
        let more = places.count == 1 ? "" : " and \(places.count - 1) more"
        let users = "\(position.shortPlace(of: first, in: Self.section))\(more)"
        throw Problem(
            status: 409, code: "in-use", detail: "\(title) is removed, but rules name it: \(users)".onOneLine,
            exitCode: 4, hint: "change these rules first")
    }
}

extension PolicyRejection {
    /// With places within the body that the client sent, not in the document that is made of it.
    fileprivate func seen(fromObject name: String, in section: String) -> PolicyRejection {
        let start = "/\(section)/\(name)"
        return PolicyRejection(
            diagnostics.map { found in
                guard found.position?.file == SourcePosition.objectFile else { return found }
                let pointer = found.pointer.flatMap { $0.hasPrefix(start) ? "/spec" + $0.dropFirst(start.count) : $0 }
                return Diagnostic(
                    found.code, found.message, at: nil, severity: found.severity, pointer: pointer ?? "/spec",
                    hint: found.hint, related: found.related)
            })
    }
}
