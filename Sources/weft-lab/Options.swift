import Lab

/// The words of a command line, sorted into flags and operands.
struct Options {
    private(set) var operands: [String] = []
    /// The words after `--`, which belong to another command.
    private(set) var command: [String]?
    private var values: [String: [String]] = [:]

    /// - Parameters:
    ///   - valued: flags that take a value, and may be repeated.
    ///   - plain: flags without a value.
    init(_ words: some Sequence<String>, valued: Set<String> = [], plain: Set<String> = []) throws(UsageError) {
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            if word == "--" {
                command = Array(rest)
                return
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if valued.contains(parts[0]) {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    throw UsageError("\(parts[0]) needs a value")
                }
                values[parts[0], default: []].append(value)
            } else if plain.contains(word) {
                values[word] = []
            } else {
                throw UsageError("unknown flag \(word)")
            }
        }
    }

    func has(_ flag: String) -> Bool { values[flag] != nil }
    func last(_ flag: String) -> String? { values[flag]?.last }

    /// All values of a flag, given repeatedly or with commas.
    func list(_ flag: String) -> [String] {
        (values[flag] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
    }

    func number(_ flag: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = last(flag) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError("\(flag) \(text) is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Whether `-o json` was asked for.
    func isJSON() throws(UsageError) -> Bool {
        switch last("-o") ?? "table" {
        case "json": return true
        case "table": return false
        case let other: throw UsageError("-o \(other) is neither table nor json")
        }
    }

    /// The operands, which must be as many as there are names.
    func exactly(_ names: String...) throws(UsageError) -> [String] {
        guard operands.count == names.count else {
            throw UsageError(
                names.isEmpty
                    ? "`\(operands[0])` is too much" : "\(names.joined(separator: " ")) is needed, nothing more or less"
            )
        }
        return operands
    }
}

/// A command line that makes no sense.
struct UsageError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
