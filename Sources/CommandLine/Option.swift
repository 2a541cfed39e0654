/// Something that is known by its name: `--output json`, `-o json`, `--output=json`.
public struct Option: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// There or not.
        case flag
        /// One value; the last one given counts.
        case value(placeholder: String)
        /// A value each time it is given.
        case repeated(placeholder: String)
    }

    /// Without the dashes.
    public var name: String
    public var short: Character?
    public var kind: Kind
    public var summary: String
    /// The value when it is not given.
    public var defaultValue: String?
    /// The variable that is read when it is not given; an empty one counts as absent.
    public var environment: String?
    /// The only values there are; empty: any.
    public var choices: [String]
    /// Works, but is not shown in help nor suggested.
    public var isHidden: Bool

    public static func flag(
        _ name: String, _ summary: String, short: Character? = nil, environment: String? = nil, isHidden: Bool = false
    ) -> Option {
        Option(
            name: name, short: short, kind: .flag, summary: summary, defaultValue: nil, environment: environment,
            choices: [], isHidden: isHidden)
    }

    public static func value(
        _ name: String, _ summary: String, placeholder: String? = nil, short: Character? = nil,
        defaultValue: String? = nil, environment: String? = nil, choices: [String] = [], isHidden: Bool = false
    ) -> Option {
        Option(
            name: name, short: short, kind: .value(placeholder: placeholder ?? name), summary: summary,
            defaultValue: defaultValue, environment: environment, choices: choices, isHidden: isHidden)
    }

    public static func repeated(
        _ name: String, _ summary: String, placeholder: String? = nil, short: Character? = nil,
        choices: [String] = [], isHidden: Bool = false
    ) -> Option {
        Option(
            name: name, short: short, kind: .repeated(placeholder: placeholder ?? name), summary: summary,
            defaultValue: nil, environment: nil, choices: choices, isHidden: isHidden)
    }

    /// `nil` for flags.
    var placeholder: String? {
        switch kind {
        case .flag: nil
        case .value(let placeholder), .repeated(let placeholder): placeholder
        }
    }
}
