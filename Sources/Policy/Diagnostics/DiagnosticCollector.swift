/// Collects diagnostics up to a bound, so that a hostile document cannot make an answer of any size.
struct DiagnosticCollector: Sendable {
    static let limit = 1000

    private(set) var diagnostics: [Diagnostic] = []
    /// Something was left out.
    private(set) var isFull = false

    mutating func append(_ diagnostic: Diagnostic) {
        guard diagnostics.count < Self.limit else {
            isFull = true
            return
        }
        diagnostics.append(diagnostic)
    }

    mutating func append(_ other: DiagnosticCollector) {
        for diagnostic in other.diagnostics { append(diagnostic) }
        isFull = isFull || other.isFull
    }

    /// What was collected, and a last one saying so where more was left out.
    /// - Parameter severity: that of what was collected.
    func finished(_ severity: Diagnostic.Severity = .error) -> [Diagnostic] {
        guard isFull else { return diagnostics }
        let rest = Diagnostic(
            .tooLarge, "there are more \(severity.rawValue)s than the \(Self.limit) shown",
            at: diagnostics.last?.position, severity: severity)
        return diagnostics + [rest]
    }
}
