import CommandLine

/// Completion scripts made from the same declarations as parser and help.
struct CompletionScript {
    let verbs: [Command]
    /// Options of every verb.
    let options: [Option]

    var bash: String {
        var text = """
            _weft() {
              local word=${COMP_WORDS[COMP_CWORD]} verb= i
              for ((i = 1; i < COMP_CWORD; i++)); do
                case ${COMP_WORDS[i]} in
                  \(verbs.map(\.name).joined(separator: "|"))) verb=${COMP_WORDS[i]}; break ;;
                esac
              done
              local words
              case $verb in

            """
        for verb in verbs { text += "    \(verb.name)) words='\(words(of: verb).joined(separator: " "))' ;;\n" }
        text += """
                *) words='\((verbs.map(\.name) + options.map(spelling)).joined(separator: " "))' ;;
              esac
              COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -o default -F _weft weft

            """
        return text
    }

    /// zsh runs bash's script.
    var zsh: String { "#compdef weft\nautoload -U +X bashcompinit && bashcompinit\n" + bash }

    var fish: String {
        var text = ""
        for option in options { text += fishLine(option, condition: nil) }
        for verb in verbs {
            text += "complete -c weft -n __fish_use_subcommand -f -a \(verb.name) -d \(quoted(verb.summary))\n"
            let condition = "__fish_seen_subcommand_from \(verb.name)"
            for option in verb.options { text += fishLine(option, condition: condition) }
            let choices = choices(of: verb)
            if !choices.isEmpty {
                text += "complete -c weft -n \(quoted(condition)) -f -a \(quoted(choices.joined(separator: " ")))\n"
            }
        }
        return text
    }

    private func fishLine(_ option: Option, condition: String?) -> String {
        var text = "complete -c weft" + (condition.map { " -n \(quoted($0))" } ?? "") + " -l \(option.name)"
        if let short = option.short { text += " -s \(short)" }
        if option.kind != .flag { text += " -r" }
        if !option.choices.isEmpty { text += " -f -a \(quoted(option.choices.joined(separator: " ")))" }
        return text + " -d \(quoted(option.summary))\n"
    }

    private func words(of verb: Command) -> [String] {
        choices(of: verb) + (verb.options + options).map(spelling)
    }

    /// What may stand in the first place after the verb.
    private func choices(of verb: Command) -> [String] {
        guard let first = verb.arguments.first else { return [] }
        return first.name == "noun" && first.choices.isEmpty ? Noun.all.map(\.plural) : first.choices
    }

    private func spelling(_ option: Option) -> String { "--\(option.name)" }

    private func quoted(_ text: String) -> String { "'" + text.split(separator: "'").joined(separator: "\\'") + "'" }
}
