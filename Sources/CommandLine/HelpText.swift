/// The help page of a command, in the sections that Swift's own tools use, wrapped at 80 columns.
///
/// `path` goes from the program to the command.
func helpText(for path: [Command]) -> String {
    guard let command = path.last else { preconditionFailure("A path of commands begins with the program") }
    let ownOptions = command.options.filter { !$0.isHidden }
    let inherited = path.dropLast().reversed().flatMap(\.options).filter { !$0.isHidden }
    let subcommands = command.subcommands.filter { !$0.isHidden }
    let help = HelpRow(label: "-h, --help", text: "Show help information.")
    var sections = [
        wrap("OVERVIEW: \(command.summary)", indent: 0),
        command.discussion,
        wrap("USAGE: \(usage(of: path))", indent: 2),
        section("ARGUMENTS", command.arguments.map(helpRow)),
        section("OPTIONS", ownOptions.map(helpRow) + [help]),
        section("GLOBAL OPTIONS", inherited.map(helpRow)),
        section("SUBCOMMANDS", subcommands.map { HelpRow(label: $0.name, text: $0.summary) }),
    ]
    if !subcommands.isEmpty {
        let words = (path.prefix(1).map(\.name) + ["help"] + path.dropFirst().map(\.name)).joined(separator: " ")
        sections.append("  See '\(words) <subcommand>' for detailed help.")
    }
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
}

private let helpWidth = 80

private struct HelpRow {
    let label: String
    let text: String
}

private func usage(of path: [Command]) -> String {
    guard let command = path.last else { return "" }
    var words = path.map(\.name)
    for option in command.options where !option.isHidden {
        switch option.kind {
        case .flag: words.append("[--\(option.name)]")
        case .value(let placeholder): words.append("[--\(option.name)\u{a0}<\(placeholder)>]")
        case .repeated(let placeholder): words.append("[--\(option.name)\u{a0}<\(placeholder)>\u{a0}...]")
        }
    }
    for argument in command.arguments {
        let word = "<\(argument.name)>" + (argument.isRepeated ? "\u{a0}..." : "")
        words.append(argument.isRequired ? word : "[\(word)]")
    }
    if !command.subcommands.isEmpty { words.append("<subcommand>") }
    return words.joined(separator: " ")
}

private func helpRow(_ argument: Argument) -> HelpRow {
    HelpRow(label: "<\(argument.name)>", text: argument.summary + remarks([choices(argument.choices)]))
}

private func helpRow(_ option: Option) -> HelpRow {
    let short = option.short.map { "-\($0), " } ?? ""
    let value = option.placeholder.map { " <\($0)>" } ?? ""
    let facts = [
        choices(option.choices), option.defaultValue.map { "default: \($0)" }, option.environment.map { "env: \($0)" },
    ]
    return HelpRow(label: "\(short)--\(option.name)\(value)", text: option.summary + remarks(facts))
}

private func choices(_ choices: [String]) -> String? {
    choices.isEmpty ? nil : "values: \(choices.joined(separator: ", "))"
}

private func remarks(_ facts: [String?]) -> String {
    let facts = facts.compactMap { $0 }
    return facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))"
}

private func section(_ title: String, _ rows: [HelpRow]) -> String {
    guard !rows.isEmpty else { return "" }
    let column = 26
    let lines = rows.map { row in
        let label = "  \(row.label)"
        let text = wrap(String(repeating: " ", count: column) + row.text, indent: column)
        // A label that reaches the texts' column stands on a line of its own.
        guard label.count < column else { return "\(label)\n\(text)" }
        return label + text.dropFirst(label.count)
    }
    return "\(title):\n" + lines.joined(separator: "\n")
}

/// Breaks a line at spaces so that it fits; further lines are indented. No-break spaces become spaces afterwards.
private func wrap(_ text: String, indent: Int) -> String {
    let lead = text.prefix { $0 == " " }
    var lines: [String] = []
    var line = String(lead)
    for word in text.dropFirst(lead.count).split(separator: " ") {
        let isFirst = line.allSatisfy { $0 == " " }
        if !isFirst, line.count + 1 + word.count > helpWidth {
            lines.append(line)
            line = String(repeating: " ", count: indent) + word
        } else {
            line += (isFirst ? "" : " ") + word
        }
    }
    return (lines + [line]).joined(separator: "\n").split(separator: "\u{a0}", omittingEmptySubsequences: false)
        .joined(separator: " ")
}
