/// Understands command lines for one program.
///
/// Options may stand anywhere, of every command on the path; `--` ends them; a lone `-` is an argument. Values are given
/// as `--name value`, `--name=value` or `-n value`; a value that begins with a dash needs the form with `=`. Flags are
/// not bundled. `--help` and `-h` anywhere, and `help` in front, ask for help.
public struct CommandParser: Sendable {
    /// What a command line asks for.
    public enum Outcome: Sendable {
        case run(Command, Invocation)
        /// Help to print on the standard output; exit code 0.
        case help(String)
    }

    public let root: Command

    public init(_ root: Command) {
        self.root = root
    }

    /// `arguments` without the program's name.
    public func parse(_ arguments: [String], environment: [String: String] = [:]) throws(UsageError) -> Outcome {
        if arguments.first == "help", !root.subcommands.isEmpty {
            return .help(try help(for: Array(arguments.dropFirst())))
        }
        var scan = CommandScan(root)
        try scan.read(arguments)
        if scan.wantsHelp { return .help(helpText(for: scan.path)) }
        return .run(scan.command, try scan.invocation(environment: environment))
    }

    /// Help for a command by its words after the program's name.
    public func help(for words: [String]) throws(UsageError) -> String {
        var path = [root]
        for word in words where !word.hasPrefix("-") {
            path.append(try subcommand(word, of: path))
        }
        return helpText(for: path)
    }

    /// Parses, runs and reports: what `main` does. Returns the exit code.
    ///
    /// Help goes to `output`, errors to `errors`. Errors of the action that are no usage errors are thrown on.
    public func run(
        _ arguments: [String], environment: [String: String], output: (String) -> Void, errors: (String) -> Void
    ) throws -> ExitCode {
        do {
            switch try parse(arguments, environment: environment) {
            case .help(let text):
                output(text)
                return .success
            case .run(let command, let invocation):
                guard let action = command.action else { preconditionFailure("\(command.name) cannot be run") }
                return try action(invocation)
            }
        } catch let error as UsageError {
            errors(errorReport(code: "usage", message: error.message, hint: error.hint))
            return .usage
        }
    }
}

/// The subcommand of a name, or an error that suggests one.
func subcommand(_ word: String, of path: [Command]) throws(UsageError) -> Command {
    guard let command = path.last else { preconditionFailure("A path of commands begins with the program") }
    if let found = command.subcommands.first(where: { $0.name == word }) { return found }
    let names = command.subcommands.filter { !$0.isHidden }.map(\.name)
    let program = path.map(\.name).joined(separator: " ")
    throw UsageError(
        "'\(program)' has no subcommand '\(word)'", hint: didYouMean(word, among: names) ?? "see '\(program) --help'")
}
