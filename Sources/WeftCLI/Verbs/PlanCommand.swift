import CommandLine

/// `weft plan`: what an apply would change.
enum PlanCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "plan", summary: "Show what applying documents would change; change nothing.",
            arguments: [.repeated("file", "More files after --file.")],
            options: [
                ApplyOptions.files, ApplyOptions.output,
                .value("out", "Save the plan, for `weft apply FILE`.", placeholder: "file"),
            ]
        ) { invocation in
            let files = try SourceFiles.collect(invocation.values("file") + invocation.arguments("file"))
            let plan = PlanCommand.Plan(
                files: files, output: ApplyOptions.output(invocation), out: invocation.value("out"))
            return try plan.run(open(invocation))
        }
    }

    struct Plan {
        let files: [SourceFile]
        let output: ApplyFlow.Output
        /// Where the plan is saved.
        let out: String?

        func run(_ session: Session) throws(Failure) -> ExitCode {
            let request = ApplyRequest(files: files, isPlanOnly: true)
            let answer = try session.api.apply(request)
            if let out {
                let text = SavedPlan.text(request, base: answer.report.plan.base)
                try FileWriter.write(Array(text.utf8), to: out)
            }
            session.write(answer.body, answer.json, as: output, text: PlanText.render(answer.report.plan))
            return .success
        }
    }
}
