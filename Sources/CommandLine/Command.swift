/// One word of a command line and what may follow it: declared as data, so that parsing, help and checks agree.
///
/// ```swift
/// let root = Command(
///     "weft", summary: "Talk to a Weft controller.",
///     options: [.value("server", "Where weftd listens.", placeholder: "address", environment: "WEFT_SERVER")],
///     subcommands: [
///         Command("delete", summary: "Delete an object.", arguments: [.required("name", "The object.")]) { call in
///             print(call.argument("name") ?? "")
///             return .success
///         }
///     ])
/// ```
public struct Command: Sendable {
    public typealias Action = @Sendable (Invocation) throws -> ExitCode

    public var name: String
    /// One sentence.
    public var summary: String
    /// More for the command's own help page; may have several paragraphs.
    public var discussion: String
    /// Positional arguments; only the last may repeat, and none may be required after an optional one.
    public var arguments: [Argument]
    /// Options of this command and, anywhere on the line, of all its subcommands.
    public var options: [Option]
    public var subcommands: [Command]
    /// Works, but is not shown in help nor suggested.
    public var isHidden: Bool
    /// `nil` when a subcommand is needed.
    public var action: Action?

    public init(
        _ name: String, summary: String, discussion: String = "", arguments: [Argument] = [], options: [Option] = [],
        subcommands: [Command] = [], isHidden: Bool = false, action: Action? = nil
    ) {
        let required = arguments.lastIndex { $0.isRequired } ?? -1
        precondition(
            arguments.prefix(required + 1).allSatisfy(\.isRequired),
            "A required argument of \(name) follows an optional one")
        precondition(
            arguments.dropLast().allSatisfy { !$0.isRepeated }, "Only the last argument of \(name) may repeat")
        precondition(
            arguments.isEmpty || subcommands.isEmpty, "\(name) has arguments and subcommands: a word could be either")
        precondition(action != nil || !subcommands.isEmpty, "\(name) does nothing")
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.arguments = arguments
        self.options = options
        self.subcommands = subcommands
        self.isHidden = isHidden
        self.action = action
    }
}

/// A word that is known by its place.
public struct Argument: Hashable, Sendable {
    public var name: String
    public var summary: String
    public var isRequired: Bool
    /// Takes all words that are left.
    public var isRepeated: Bool
    /// The only values there are; empty: any.
    public var choices: [String]

    public static func required(_ name: String, _ summary: String, choices: [String] = []) -> Argument {
        Argument(name: name, summary: summary, isRequired: true, isRepeated: false, choices: choices)
    }

    public static func optional(_ name: String, _ summary: String, choices: [String] = []) -> Argument {
        Argument(name: name, summary: summary, isRequired: false, isRepeated: false, choices: choices)
    }

    /// `isRequired`: at least one.
    public static func repeated(_ name: String, _ summary: String, isRequired: Bool = false) -> Argument {
        Argument(name: name, summary: summary, isRequired: isRequired, isRepeated: true, choices: [])
    }
}
