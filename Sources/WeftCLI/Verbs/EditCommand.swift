import CommandLine
import HTTPClient

/// `weft edit`: a document in an editor, then an apply.
struct EditCommand {
    let document: String
    let editor: String

    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "edit", summary: "Edit a document and apply it.",
            arguments: [.required("document", "TENANT/DOCUMENT, or DOCUMENT with -T.")],
            options: [
                .value(
                    "editor", "The command that edits a file.", placeholder: "command", defaultValue: "vi",
                    environment: "EDITOR"),
                ApplyOptions.agreed, ApplyOptions.wait, ApplyOptions.timeout,
            ]
        ) { invocation in
            let edit = EditCommand(
                document: invocation.argument("document") ?? "", editor: invocation.value("editor") ?? "vi")
            var request = ApplyRequest()
            try ApplyOptions.setWait(&request, invocation)
            return try edit.run(request, isAgreed: invocation.flag("yes"), open(invocation))
        }
    }

    /// - Parameter request: what to wait for; the documents are filled in here.
    func run(_ request: ApplyRequest, isAgreed: Bool, _ session: Session) throws(Failure) -> ExitCode {
        let (tenant, name) = try Noun.named("documents").split(document, tenant: session.tenant)
        let source = try session.api.get(APIPath("documents", tenant, name))
        let isJSON = source.headers["content-type"]?.hasPrefix("application/json") ?? false
        let file = try TemporaryFile(source.body, suffix: isJSON ? ".json" : ".yaml")
        try Editor.run(editor, file.path)
        let edited = try FileReader.read(file.path, limit: SourceFiles.limit)
        guard edited != source.body else {
            file.remove()
            session.tell("Nothing was changed.\n")
            return .success
        }
        guard let text = String(validating: edited, as: UTF8.self) else {
            throw Failure("syntax", "\(file.path) is not UTF-8", exitCode: .invalidDocument)
        }
        var request = request
        // The name stays with the revision, where a temporary path would tell nobody anything.
        request.files = [SourceFile(name: "\(tenant)/\(name)\(isJSON ? ".json" : ".yaml")", text: text)]
        request.base = Self.revision(source)
        do {
            let exitCode = try ApplyFlow(request: request, isAgreed: isAgreed).run(session)
            file.remove()
            return exitCode
        } catch {
            // The work is not lost; but hosts that lag are no reason to keep what is durable.
            if error.exitCode == .hostsPending {
                file.remove()
            } else {
                session.console.writeError("Your text is kept in \(file.path)\n")
            }
            throw error
        }
    }

    /// The revision that the text was read at: an entity tag is a quoted number.
    static func revision(_ response: HTTPResponse) -> Int64? {
        guard let tag = response.headers["etag"], tag.count > 2, tag.first == "\"", tag.last == "\"" else { return nil }
        return Int64(tag.dropFirst().dropLast())
    }
}
