import CommandLine
import JSON

/// How every change of documents runs: plan, show, ask, apply on the base that was shown (INTERFACE.md 3).
struct ApplyFlow {
    /// What is printed on standard output.
    enum Output: String, CaseIterable {
        case text, json, yaml
    }

    var request: ApplyRequest
    /// `--yes`: not to be asked.
    var isAgreed: Bool
    var output = Output.text
    /// How the server is asked; none posts the request as it is.
    var ask: ((Session, ApplyRequest) throws(Failure) -> APIClient.ApplyAnswer)?

    func run(_ session: Session) throws(Failure) -> ExitCode {
        if request.isPlanOnly { return try plan(session) }
        var request = request
        if !isAgreed {
            guard let base = try agreedBase(session) else { return .success }
            request.base = base
        }
        let answer = try send(request, session)
        if isAgreed || output != .text { show(answer, session) }
        return try conclude(answer.report, session)
    }

    private func send(_ request: ApplyRequest, _ session: Session) throws(Failure) -> APIClient.ApplyAnswer {
        guard let ask else { return try session.api.apply(request) }
        return try ask(session, request)
    }

    private func plan(_ session: Session) throws(Failure) -> ExitCode {
        let answer = try send(request, session)
        session.write(answer.body, answer.json, as: output, text: PlanText.render(answer.report.plan))
        return .success
    }

    /// Shows the plan and asks. Nil when there is nothing to change; without a yes it throws.
    private func agreedBase(_ session: Session) throws(Failure) -> Int64? {
        var planning = request
        planning.isPlanOnly = true
        let answer = try send(planning, session)
        let plan = answer.report.plan
        guard !plan.changes.isEmpty else {
            show(answer, session)
            return nil
        }
        let text = PlanText.render(plan, deletions: request.deletions)
        // The one answer on standard output is that of the apply.
        if output == .text { session.console.write(text) } else { session.console.writeError(text) }
        guard session.console.isInteractive else {
            throw .usage("nothing was changed: off a terminal a change needs --yes")
        }
        let reply = session.console.ask("Apply? [y/N] ")?.lowercased() ?? ""
        guard ["y", "yes"].contains(reply) else {
            throw Failure("cancelled", "nothing was changed", exitCode: .negative)
        }
        return plan.base
    }

    private func show(_ answer: APIClient.ApplyAnswer, _ session: Session) {
        // What is asked for with -o is no by-product that --quiet silences.
        guard output != .text || !session.isQuiet else { return }
        let text = PlanText.render(answer.report.plan, deletions: request.deletions)
        session.write(answer.body, answer.json, as: output, text: text)
    }

    private func conclude(_ report: ApplyReport, _ session: Session) throws(Failure) -> ExitCode {
        guard let revision = report.revision else { return .success }
        if output == .text { session.tell(ApplyText.render(report, revision: revision, wait: request.wait)) }
        // Who did not want to wait does not hear that hosts are on their way.
        guard request.wait == .hosts, report.hasHostsBehind else { return .success }
        throw Failure(
            "hosts-pending", "revision \(revision) is durable, but not in force on \(ApplyText.behind(report))",
            hint: "they follow by themselves; see `weft get hosts`", exitCode: .hostsPending)
    }
}
