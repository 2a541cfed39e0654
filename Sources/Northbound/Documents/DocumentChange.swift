import Controller
import JSON
import Policy

/// PUT or DELETE of one document, under a precondition.
struct DocumentChange: Sendable {
    private let key: DocumentKey
    /// What the body holds; none deletes the document.
    private let content: (documents: [PolicyDocument], diagnostics: [Diagnostic])?
    private let precondition: Precondition
    private let asker: APIRequest.Asker
    private let isPlanOnly: Bool
    private let wait: ApplyRequest.Wait

    init(_ call: Call, _ content: (documents: [PolicyDocument], diagnostics: [Diagnostic])?) throws(Problem) {
        key = call.documentKey
        self.content = content
        precondition = try Precondition(call.request)
        asker = call.request.asker
        isPlanOnly = call.request.isSet("planOnly")
        wait = try ApplyRequest.Wait(call.request)
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

    private func decide(_ snapshot: Snapshot) throws(Problem) -> APIOutcome {
        let present = snapshot.policy[key] == nil ? nil : snapshot.documentRevisions[key]
        if content == nil, present == nil { throw .notFound("there is no document \(key.description.onOneLine)") }
        try precondition.check(present, of: "document \(key.description.onOneLine)")
        // The core refuses when the document changes between this look and the change.
        let base = present ?? snapshot.revision
        let request = ApplyRequest(
            documents: content?.documents ?? [], deletions: content == nil ? [key] : [],
            diagnostics: content?.diagnostics ?? [], role: asker.role, actor: asker.name, base: base,
            isPlanOnly: isPlanOnly, wait: wait)
        let isNew = present == nil
        let isDeletion = content == nil
        return .apply(request) { response in
            var answer = response.applyAnswer
            guard case .applied(let outcome) = response else { return answer }
            if isNew, outcome.revision != nil { answer.status = 201 }
            if !isDeletion, let revision = outcome.revision ?? present {
                answer.headers["etag"] = Precondition.tag(revision)
            }
            return answer
        }
    }
}
