/// Collects diagnostics up to a bound, so that a hostile document cannot make an answer of any size.
struct DiagnosticCollector: Sendable {
    static let limit = 1000

    private(set) var diagnostics: [Diagnostic] = []
    private var dropped = 0

    mutating func append(_ diagnostic: Diagnostic) {
        guard diagnostics.count < Self.limit else {
            dropped += 1
            return
        }
        diagnostics.append(diagnostic)
    }

    /// What was collected, and a last one saying how many were left out.
    func finished() -> [Diagnostic] {
        guard dropped > 0 else { return diagnostics }
        let rest = Diagnostic(.tooLarge, "\(dropped) more errors are not shown", at: diagnostics.last?.position)
        return diagnostics + [rest]
    }
}
