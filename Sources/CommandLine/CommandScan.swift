/// The state of reading one command line from left to right.
struct CommandScan {
    /// From the program to the command that was named so far.
    private(set) var path: [Command]
    private(set) var wantsHelp = false
    private var given: [String: [String]] = [:]
    private var words: [String] = []

    init(_ root: Command) {
        path = [root]
    }

    var command: Command { path[path.count - 1] }

    /// Options of the whole path; those of the innermost command first.
    private var options: [Option] { path.reversed().flatMap(\.options) }

    mutating func read(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" {
                for word in rest { try readWord(word) }
                return
            } else if word == "-" || !word.hasPrefix("-") {
                try readWord(word)
            } else if word == "--help" || word == "-h" {
                wantsHelp = true
            } else {
                try readOption(word, &rest)
            }
        }
    }

    /// The values of everything the command declares, given or not.
    func invocation(environment: [String: String]) throws(UsageError) -> Invocation {
        guard command.action != nil else { throw missingSubcommand() }
        var values: [String: [String]] = [:]
        for option in options where values[option.name] == nil {
            values[option.name] = try value(of: option, environment: environment)
        }
        return Invocation(path: path.map(\.name), values: values, arguments: try positionals())
    }

    private mutating func readWord(_ word: String) throws(UsageError) {
        guard command.subcommands.isEmpty else {
            path.append(try subcommand(word, of: path))
            return
        }
        words.append(word)
    }

    private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let spelling = String(parts[0])
        guard let option = options.first(where: { isSpelling(spelling, of: $0) }) else { throw unknown(spelling) }
        var values = given[option.name] ?? []
        switch option.kind {
        case .flag:
            guard parts.count == 1 else { throw UsageError("\(spelling) takes no value") }
            values = ["true"]
        case .value, .repeated:
            let value = parts.count == 2 ? String(parts[1]) : try nextValue(of: spelling, &rest)
            try check(value, among: option.choices, for: spelling)
            if case .value = option.kind { values = [] }
            values.append(value)
        }
        given[option.name] = values
    }

    private func nextValue(of spelling: String, _ rest: inout ArraySlice<String>) throws(UsageError) -> String {
        guard let next = rest.first, next == "-" || !next.hasPrefix("-") else {
            let form = spelling.hasPrefix("--") ? "a value that begins with a dash is given as \(spelling)=VALUE" : nil
            throw UsageError("\(spelling) needs a value", hint: rest.isEmpty ? nil : form)
        }
        rest.removeFirst()
        return next
    }

    private func isSpelling(_ spelling: String, of option: Option) -> Bool {
        spelling == "--\(option.name)" || (option.short.map { spelling == "-\($0)" } ?? false)
    }

    private func unknown(_ spelling: String) -> UsageError {
        let program = path.map(\.name).joined(separator: " ")
        let names = options.filter { !$0.isHidden }.map(\.name) + ["help"]
        let name = String(spelling.drop { $0 == "-" })
        let isShort = !spelling.hasPrefix("--") && name.count == 1
        return UsageError(
            "'\(program)' has no option \(spelling)",
            hint: (isShort ? nil : didYouMean(name, among: names, prefix: "--")) ?? "see '\(program) --help'")
    }

    private func missingSubcommand() -> UsageError {
        let program = path.map(\.name).joined(separator: " ")
        return UsageError("'\(program)' needs a subcommand", hint: "see '\(program) --help'")
    }

    private func value(of option: Option, environment: [String: String]) throws(UsageError) -> [String] {
        if let values = given[option.name] { return values }
        if let variable = option.environment, let value = environment[variable], !value.isEmpty {
            guard option.kind == .flag else {
                try check(value, among: option.choices, for: variable)
                return [value]
            }
            guard let isSet = ["1": true, "true": true, "yes": true, "0": false, "false": false, "no": false][value]
            else { throw UsageError("'\(value)' is no value for \(variable)", hint: "1 or 0") }
            return [String(isSet)]
        }
        return option.defaultValue.map { [$0] } ?? []
    }

    private func positionals() throws(UsageError) -> [String: [String]] {
        var rest = words[...]
        var values: [String: [String]] = [:]
        for argument in command.arguments {
            let taken = argument.isRepeated ? rest : rest.prefix(1)
            rest = rest.dropFirst(taken.count)
            if argument.isRequired, taken.isEmpty {
                throw UsageError(
                    "'\(path.map(\.name).joined(separator: " "))' needs <\(argument.name)>",
                    hint: argument.choices.isEmpty ? nil : "one of \(argument.choices.joined(separator: ", "))")
            }
            for value in taken { try check(value, among: argument.choices, for: "<\(argument.name)>") }
            values[argument.name] = Array(taken)
        }
        if let extra = rest.first { throw UsageError("there is no place for '\(extra)'") }
        return values
    }

    private func check(_ value: String, among choices: [String], for what: String) throws(UsageError) {
        guard !choices.isEmpty, !choices.contains(value) else { return }
        throw UsageError(
            "'\(value)' is no value for \(what)",
            hint: didYouMean(value, among: choices) ?? "one of \(choices.joined(separator: ", "))")
    }
}
