import CommandLine

/// A program in the shape of `weft`, whose commands do nothing.
func sampleProgram(action: @escaping Command.Action = { _ in .success }) -> Command {
    Command(
        "weft", summary: "Talk to a Weft controller.",
        options: [
            .value("server", "Where weftd listens.", placeholder: "address", environment: "WEFT_SERVER"),
            .value("tenant", "Act for this tenant.", short: "T"),
            .flag("quiet", "Print errors only.", environment: "WEFT_QUIET"),
            .flag("trace-internals", "For developers.", isHidden: true),
        ],
        subcommands: [
            Command(
                "apply", summary: "Make documents the desired state.",
                discussion: "The plan is shown first. Off a terminal it must be confirmed with --yes.",
                arguments: [.repeated("plan", "A plan that 'weft plan --out' wrote.")],
                options: [
                    .repeated("file", "A document, a directory of documents, or - for the standard input.", short: "f"),
                    .flag("yes", "Do not ask."),
                    .value(
                        "wait", "What to wait for after the revision is durable, before the command returns.",
                        defaultValue: "hosts", choices: ["accepted", "hosts"]),
                    .value("timeout", "How long to wait.", placeholder: "duration", defaultValue: "30s"),
                    .value("limit", "How many.", placeholder: "count"),
                ], action: action),
            Command(
                "get", summary: "List objects.",
                arguments: [
                    .required("noun", "What to list.", choices: ["networks", "nics", "hosts"]),
                    .optional("name", "Only this one."),
                ],
                options: [.value("output", "The form.", placeholder: "form", short: "o", defaultValue: "table")],
                action: action),
            Command(
                "nic", summary: "Change one NIC.",
                subcommands: [
                    Command(
                        "attach", summary: "Attach a NIC.", arguments: [.required("name", "The NIC.")], action: action),
                    Command(
                        "detach", summary: "Detach a NIC.", arguments: [.required("name", "The NIC.")], action: action),
                ]),
            Command("debug", summary: "For developers.", isHidden: true, action: action),
        ])
}

/// The invocation of a line that asks to run something.
func parse(_ line: String..., environment: [String: String] = [:]) throws -> Invocation {
    guard case .run(_, let invocation) = try CommandParser(sampleProgram()).parse(line, environment: environment) else {
        throw UsageError("the line asks for help")
    }
    return invocation
}
