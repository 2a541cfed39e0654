import CommandLine

/// `weft explain`: what the fields of documents mean.
enum ExplainCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "explain", summary: "Explain a field of documents.",
            arguments: [.optional("path", "Such as networks.subnets; without it, the sections.")]
        ) { invocation in
            try open(invocation).printText(APIPath("explain").query("path", invocation.argument("path") ?? ""))
            return .success
        }
    }
}
