import CommandLine

/// Errors as standard error shows them (INTERFACE.md 3).
enum DiagnosticText {
    /// `error: CODE: file:line:column: message`, then `hint:` and `also:` lines.
    static func render(_ report: DiagnosticReport) -> String {
        let place = (report.position ?? report.pointer).map { printable($0) + ": " } ?? ""
        var text = "\(report.isWarning ? "warning" : "error"): \(printable(report.code)): "
        text += place + printable(report.message) + "\n"
        if let hint = report.hint { text += "hint: \(printable(hint))\n" }
        for place in report.related { text += "also: \(printable(place))\n" }
        return text
    }

    /// Everything that is wrong, then the failure itself.
    static func render(_ failure: Failure) -> String {
        var text = failure.diagnostics.map(render).joined()
        text += "error: \(printable(failure.code)): \(printable(failure.message))\n"
        if let hint = failure.hint { text += "hint: \(printable(hint))\n" }
        return text
    }
}
