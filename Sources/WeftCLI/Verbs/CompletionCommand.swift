import CommandLine

/// `weft completion`: a script that teaches a shell our words.
enum CompletionCommand {
    enum Shell: String, CaseIterable { case bash, zsh, fish }

    static func command(_ open: @escaping SessionOpener, verbs: [Command], options: [Option]) -> Command {
        Command(
            "completion", summary: "Print a completion script for a shell.",
            discussion: "For example: weft completion bash > /etc/bash_completion.d/weft",
            arguments: [.required("shell", "The shell.", choices: Shell.allCases.map(\.rawValue))]
        ) { invocation in
            let script = CompletionScript(verbs: verbs, options: options)
            let console = try open(invocation).console
            switch invocation.argument("shell").flatMap(Shell.init) {
            case .fish: console.write(script.fish)
            case .zsh: console.write(script.zsh)
            default: console.write(script.bash)
            }
            return .success
        }
    }
}
