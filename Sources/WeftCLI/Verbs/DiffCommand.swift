import CommandLine

/// `weft diff`: whether documents differ from what is in force.
enum DiffCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "diff", summary: "Tell whether documents differ from what is in force.",
            discussion: "Exit codes: 0 same, 1 different, more than 1 an error.",
            arguments: [.repeated("file", "More files after --file.")],
            options: [ApplyOptions.files, ApplyOptions.output]
        ) { invocation in
            let files = try SourceFiles.collect(invocation.values("file") + invocation.arguments("file"))
            let session = try open(invocation)
            let answer = try session.api.apply(ApplyRequest(files: files, isPlanOnly: true))
            let plan = answer.report.plan
            let output = ApplyOptions.output(invocation)
            if output != .text || !(plan.changes.isEmpty || session.isQuiet) {
                session.write(answer.body, answer.json, as: output, text: PlanText.render(plan))
            }
            return plan.changes.isEmpty ? .success : .negative
        }
    }
}
