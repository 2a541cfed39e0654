/// Why documents were not accepted: everything that is wrong, sorted by place.
public struct PolicyRejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// Sorted; at most 1,000, and one more that says so where there are others.
    public let diagnostics: [Diagnostic]

    /// - Parameter diagnostics: in any order.
    public init(_ diagnostics: [Diagnostic]) {
        var collector = DiagnosticCollector()
        for diagnostic in diagnostics.sorted() { collector.append(diagnostic) }
        self.diagnostics = collector.finished()
    }

    /// 3 for an invalid document; 4 or 8 only when nothing but conflicts, or denials, is wrong.
    public var exitCode: Int32 { diagnostics.map(\.code.exitCode).min() ?? 3 }

    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
