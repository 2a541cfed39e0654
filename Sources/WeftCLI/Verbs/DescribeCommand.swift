import CommandLine

/// `weft describe`: everything about one object, for people.
enum DescribeCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "describe", summary: "Tell everything about one object.",
            arguments: [
                .required("noun", "What kind of object: \(Noun.all.map(\.plural).joined(separator: ", "))."),
                .required("name", "NAME with -T, or TENANT/NAME."),
            ]
        ) { invocation in
            let noun = try Noun.named(invocation.argument("noun") ?? "")
            let session = try open(invocation)
            let path = try noun.path(of: invocation.argument("name") ?? "", tenant: session.tenant)
            try session.printText(path.query("view", "describe"))
            return .success
        }
    }
}
