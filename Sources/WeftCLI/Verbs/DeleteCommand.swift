import CommandLine

/// `weft delete`: removes whole documents.
enum DeleteCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "delete", summary: "Remove documents with everything they declare.",
            discussion: "Single objects are removed by applying their document without them.",
            arguments: [
                .required("noun", "What kind of object.", choices: ["document", "documents"]),
                .repeated("name", "TENANT/DOCUMENT, or DOCUMENT with -T.", isRequired: true),
            ],
            options: [ApplyOptions.agreed, ApplyOptions.wait, ApplyOptions.timeout, ApplyOptions.output]
        ) { invocation in
            let noun = try Noun.named("documents")
            var request = ApplyRequest()
            for name in invocation.arguments("name") {
                let (tenant, document) = try noun.split(name, tenant: invocation.value("tenant"))
                request.deletions.append("\(tenant)/\(document)")
            }
            try ApplyOptions.setWait(&request, invocation)
            let flow = ApplyFlow(
                request: request, isAgreed: invocation.flag("yes"), output: ApplyOptions.output(invocation))
            return try flow.run(open(invocation))
        }
    }
}
