import CommandLine
import HTTPClient

/// `weft delete`: removes whole documents, or groups that were written one by one.
enum DeleteCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "delete", summary: "Remove documents with everything they declare, or single groups.",
            discussion: """
                A group is removed by itself only where it was written by itself (in
                document api). Everything else is removed by applying its document without
                it.
                """,
            arguments: [
                .required("noun", "What kind of object.", choices: ["document", "documents", "group", "groups"]),
                .repeated("name", "TENANT/NAME, or NAME with -T.", isRequired: true),
            ],
            options: [ApplyOptions.agreed, ApplyOptions.wait, ApplyOptions.timeout, ApplyOptions.output]
        ) { invocation in
            let noun = try Noun.named(invocation.argument("noun") ?? "")
            var request = ApplyRequest()
            try ApplyOptions.setWait(&request, invocation)
            let flow = ApplyFlow(
                request: request, isAgreed: invocation.flag("yes"), output: ApplyOptions.output(invocation))
            let names = invocation.arguments("name")
            return noun.plural == "documents"
                ? try documents(names, noun, flow, open(invocation)) : try objects(names, noun, flow, open(invocation))
        }
    }

    /// All of them as one revision.
    private static func documents(
        _ names: [String], _ noun: Noun, _ flow: ApplyFlow, _ session: Session
    ) throws(Failure) -> ExitCode {
        var flow = flow
        for name in names {
            let (tenant, document) = try noun.split(name, tenant: session.tenant)
            flow.request.deletions.append("\(tenant)/\(document)")
        }
        return try flow.run(session)
    }

    /// One after another, each a revision.
    private static func objects(
        _ names: [String], _ noun: Noun, _ flow: ApplyFlow, _ session: Session
    ) throws(Failure) -> ExitCode {
        var paths: [APIPath] = []
        for name in names { paths.append(try noun.path(of: name, tenant: session.tenant)) }
        var result = ExitCode.success
        for path in paths {
            guard let tag = try session.api.get(path).headers["etag"] else {
                throw .malformedAnswer("\(noun.singular) has no ETag")
            }
            var flow = flow
            flow.ask = { session, request throws(Failure) in try session.api.delete(path, tag: tag, request) }
            let code = try flow.run(session)
            if code != .success { result = code }
        }
        return result
    }
}
