public import CommandLine

/// Why a command did not do what was asked: what is printed on standard error and how the program ends.
///
/// Printed as `error: CODE: message` with a `hint:` line; `diagnostics` come first, one such line each.
public struct Failure: Error, Hashable, Sendable {
    /// Stable, for scripts: the API's `code`, or one of our own (`usage`, `unreachable`, …).
    public let code: String
    public let message: String
    public let hint: String?
    /// Everything that is wrong with the documents, when that is the reason.
    public let diagnostics: [DiagnosticReport]
    public let exitCode: ExitCode

    public init(
        _ code: String, _ message: String, hint: String? = nil, diagnostics: [DiagnosticReport] = [],
        exitCode: ExitCode
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics
        self.exitCode = exitCode
    }

    /// The command cannot be understood, or may not be run this way.
    static func usage(_ message: String, hint: String? = nil) -> Failure {
        Failure("usage", message, hint: hint, exitCode: .usage)
    }

    /// A mistake on the command line that its parser reports.
    init(_ error: UsageError) { self = .usage(error.message, hint: error.hint) }

    /// The server answers with something that this program does not understand.
    static func malformedAnswer(_ what: String) -> Failure {
        Failure(
            "protocol", "the server's answer is not understood: \(what)",
            hint: "is weft older than weftd? see `weft version`", exitCode: .serverUnreachable)
    }
}
