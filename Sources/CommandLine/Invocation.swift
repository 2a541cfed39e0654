/// A command line that was understood: the command and the values of its options and arguments.
///
/// Asking for an option or argument that the command does not declare is a mistake of the program and traps.
public struct Invocation: Sendable {
    /// The words from the program's name to the command: `["weft", "nic", "attach"]`.
    public let path: [String]
    let values: [String: [String]]
    let arguments: [String: [String]]

    public func flag(_ name: String) -> Bool {
        option(name).last == "true"
    }

    /// The value given, or of the environment, or the default.
    public func value(_ name: String) -> String? {
        option(name).last
    }

    /// All values of a repeated option, in order.
    public func values(_ name: String) -> [String] {
        option(name)
    }

    public func argument(_ name: String) -> String? {
        positional(name).first
    }

    /// All values of a repeated argument, in order.
    public func arguments(_ name: String) -> [String] {
        positional(name)
    }

    /// A whole number within a range.
    public func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "'\(text)' is no value for --\(name)", hint: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A time such as `500ms`, `30s`, `5m` or `2h`: a whole number and a unit.
    public func duration(_ name: String) throws(UsageError) -> Duration? {
        guard let text = value(name) else { return nil }
        guard let duration = parseDuration(text) else {
            throw UsageError("'\(text)' is no value for --\(name)", hint: "a time such as 500ms, 30s, 5m or 2h")
        }
        return duration
    }

    private func option(_ name: String) -> [String] {
        guard let values = values[name] else {
            preconditionFailure("\(path.joined(separator: " ")) declares no option \(name)")
        }
        return values
    }

    private func positional(_ name: String) -> [String] {
        guard let values = arguments[name] else {
            preconditionFailure("\(path.joined(separator: " ")) declares no argument \(name)")
        }
        return values
    }
}

/// `nil` unless it is a whole number with a unit. The number is bounded so that nobody's arithmetic overflows.
private func parseDuration(_ text: String) -> Duration? {
    let units: [(String, Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
    for (suffix, milliseconds) in units where text.hasSuffix(suffix) {
        let digits = text.dropLast(suffix.count)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int64(digits), count <= 1_000_000_000
        else { continue }
        return .milliseconds(count * milliseconds)
    }
    return nil
}
