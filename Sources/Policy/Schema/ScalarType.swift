/// A kind of scalar: how it is called and how its text is read.
public struct ScalarType: Sendable {
    /// What is expected, as a noun phrase with its form: `a duration (500ms, 12h)`.
    public let expected: String
    let parse: @Sendable (String) throws(ScalarProblem) -> Scalar

    init(_ expected: String, parse: @escaping @Sendable (String) throws(ScalarProblem) -> Scalar) {
        self.expected = expected
        self.parse = parse
    }

    /// The noun phrase without its form.
    var short: String { String(expected.prefix { $0 != "(" }).trimmingTrailingSpace }
}

extension String {
    fileprivate var trimmingTrailingSpace: String { hasSuffix(" ") ? String(dropLast()) : self }
}

/// Why a scalar's text cannot be read.
struct ScalarProblem: Error {
    let reason: String?
    let code: Diagnostic.Code
    /// What was probably meant.
    let hint: String?

    init(_ reason: String? = nil, code: Diagnostic.Code = .invalid, hint: String? = nil) {
        self.reason = reason
        self.code = code
        self.hint = hint
    }
}
