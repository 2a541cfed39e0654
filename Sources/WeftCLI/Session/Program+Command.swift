import CommandLine

/// Makes the session of an invocation.
typealias SessionOpener = @Sendable (Invocation) throws -> Session

extension Program {
    /// The whole command line as data: what the parser, the help and the completions are made from.
    static func command(open: @escaping SessionOpener) -> Command {
        Command(
            "weft", summary: "Operate a Weft controller: networks of virtual machines on Open vSwitch.",
            discussion: """
                Exit codes: 0 ok, 1 difference or negative answer, 2 usage, 3 invalid
                document, 4 conflict, 5 not found, 6 not accepted or unknown within the
                time-out, 7 accepted but hosts are pending, away or degraded, 8 denied,
                9 server unreachable.
                """,
            options: globalOptions,
            subcommands: verbs(open) + [CompletionCommand.command(open, verbs: verbs(open), options: globalOptions)])
    }

    private static var globalOptions: [Option] {
        [
            .value(
                "server", "Where weftd listens: unix:PATH, https://HOST:PORT or http://HOST:PORT.",
                placeholder: "address", defaultValue: ServerAddress.local, environment: "WEFT_SERVER"),
            .value(
                "tenant", "The tenant that names belong to.", placeholder: "tenant", short: "T",
                environment: "WEFT_TENANT"),
            .value(
                "ca", "PEM file of the authority that signed the server's certificate.", placeholder: "file",
                environment: "WEFT_CA"),
            .value("cert", "PEM file of our own certificate.", placeholder: "file", environment: "WEFT_CERT"),
            .value("key", "PEM file of its key.", placeholder: "file", environment: "WEFT_KEY"),
            .flag("quiet", "Print only what was asked for.", short: "q"),
        ]
    }

    private static func verbs(_ open: @escaping SessionOpener) -> [Command] {
        [
            ApplyCommand.command(open), PlanCommand.command(open), DiffCommand.command(open),
            HistoryCommand.command(open), ExportCommand.command(open), GetCommand.command(open),
            DescribeCommand.command(open), ExplainCommand.command(open), EditCommand.command(open),
            DeleteCommand.command(open), WaitCommand.command(open), TraceCommand.command(open),
            FlowsCommand.command(open), TopologyCommand.command(open), EngineCommand.command(open),
            PKICommand.command(open), OpenFlowCommand.command(open), VersionCommand.command(open),
        ]
    }
}
