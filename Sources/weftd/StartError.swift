import CommandLine

/// Why the daemon cannot start.
struct StartError: Error {
    let code: String
    let message: String
    let hint: String?
    let exitCode: ExitCode

    init(_ code: String, _ message: String, hint: String? = nil, exitCode: ExitCode = .negative) {
        self.code = code
        self.message = message
        self.hint = hint
        self.exitCode = exitCode
    }
}
