import CommandLine

/// What became of an apply.
enum ApplyText {
    static func render(_ report: ApplyReport, revision: Int64, wait: ApplyRequest.Wait) -> String {
        var text = PlanText.labelled("Applied", "revision \(revision)")
        guard wait == .hosts else { return text }
        var parts = report.ready.isEmpty && report.hasHostsBehind ? [] : ["\(report.ready.count) ready"]
        if report.hasHostsBehind { parts.append(behind(report)) }
        text += PlanText.labelled("Hosts", parts.joined(separator: " · "))
        return text
    }

    /// `kvm2, kvm3 (pending), kvm9 (away)`.
    static func behind(_ report: ApplyReport) -> String {
        [(report.pending, "pending"), (report.away, "away"), (report.degraded, "degraded")]
            .filter { !$0.0.isEmpty }
            .map { names, state in "\(names.map(printable).joined(separator: ", ")) (\(state))" }
            .joined(separator: ", ")
    }
}
