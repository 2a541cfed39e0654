import CommandLine

/// `weft apply`: makes documents, or a saved plan, the intent.
enum ApplyCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "apply", summary: "Plan documents, show the plan, ask, and apply it as one revision.",
            discussion: """
                A document is authoritative for what it declares: what it no longer holds is
                removed. All files become one revision or none. Without --file the argument
                is a plan that `weft plan --out` saved.
                """,
            arguments: [.repeated("file", "More files after --file, or a saved plan.")],
            options: [
                ApplyOptions.files, ApplyOptions.agreed, .flag("plan-only", "Show the plan and change nothing."),
                ApplyOptions.wait, ApplyOptions.timeout, ApplyOptions.output,
            ]
        ) { invocation in
            var request = try request(files: invocation.values("file"), words: invocation.arguments("file"))
            request.isPlanOnly = invocation.flag("plan-only")
            try ApplyOptions.setWait(&request, invocation)
            let flow = ApplyFlow(
                request: request, isAgreed: invocation.flag("yes"), output: ApplyOptions.output(invocation))
            return try flow.run(open(invocation))
        }
    }

    private static func request(files: [String], words: [String]) throws(Failure) -> ApplyRequest {
        guard files.isEmpty else { return ApplyRequest(files: try SourceFiles.collect(files + words)) }
        guard let plan = words.first else {
            throw .usage("nothing to apply", hint: "-f FILE, -f DIR, -f - for standard input, or a saved plan")
        }
        guard words.count == 1 else { throw .usage("only one saved plan can be applied", hint: "documents need -f") }
        return try SavedPlan.read(plan)
    }
}
