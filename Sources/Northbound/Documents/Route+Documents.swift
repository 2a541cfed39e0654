import Controller
import JSON
import Policy
import PolicyFiles

extension Route {
    /// Changes of documents, and their texts.
    static let documents: [Route] = [
        Route("POST", "/v1/apply", .everybody) { call throws(Problem) in
            let request = try ApplyBody(call.request.body).request(of: call)
            return .apply(request) { $0.applyAnswer }
        },
        Route("GET", "/v1/documents/{tenant}/{document}", .tenantOfPath) { call throws(Problem) in
            let style = try call.request.style()
            guard case .objects = style, call.request.parameter("view") == nil else {
                let query = ObjectQuery(
                    noun: .documents, tenant: call["tenant"], name: call["document"], style: style)
                return .read { query.answer($0, for: call.role) }
            }
            return .read { call.documentKey.text(in: $0, unless: call.request.headers["if-none-match"]) }
        },
        Route("PUT", "/v1/documents/{tenant}/{document}", .tenantOfPath) { call throws(Problem) in
            try DocumentChange(call, try call.document()).outcome
        },
        Route("DELETE", "/v1/documents/{tenant}/{document}", .tenantOfPath) { call throws(Problem) in
            try DocumentChange(call, nil).outcome
        },
    ]
}

extension Call {
    var documentKey: DocumentKey { DocumentKey(tenant: self["tenant"], document: self["document"]) }

    private static let types: Set<Substring> = [
        "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json", "text/plain",
    ]

    /// The body as the one document that the path names; what else is wrong with it is in its diagnostics.
    fileprivate func document() throws(Problem) -> (documents: [PolicyDocument], diagnostics: [Diagnostic]) {
        let type = (request.headers["content-type"] ?? "application/yaml").lowercased().prefix {
            $0 != ";" && $0 != " "
        }
        guard Self.types.contains(type) else {
            throw Problem(
                status: 415, code: "unsupported-media-type",
                detail: "a document is application/yaml or application/json, found \(type.prefix(64))", exitCode: 2)
        }
        var read = readDocuments(request.body, file: documentKey.description, accepting: planned)
        for document in read.documents where document.key != documentKey {
            read.diagnostics.append(
                Diagnostic(
                    .invalid, "expected document \(documentKey), as the path says, found \(document.key)",
                    at: document.position))
        }
        return read
    }
}

extension DocumentKey {
    /// The stored text, byte for byte.
    fileprivate func text(in snapshot: Snapshot, unless known: String?) -> APIResponse {
        guard let source = snapshot.policy[self]?.source, let revision = snapshot.documentRevisions[self] else {
            return Problem.notFound("there is no document \(description.onOneLine)").response
        }
        let headers = ["etag": Precondition.tag(revision)]
        if let known, Precondition.list(known, contains: revision) {
            return APIResponse(status: 304, headers: headers)
        }
        let isJSON = source.text.first { !$0.isWhitespace } == "{"
        return APIResponse(
            text: source.text, type: isJSON ? "application/json" : "application/yaml", headers: headers)
    }
}
