/// Colours by what they mean; the ones every terminal has.
public enum Color: Int, Sendable {
    case bad = 31
    case good = 32
    case warning = 33
    case quiet = 90

    /// The text in this colour when `isEnabled`, else as it is.
    public func paint(_ text: String, isEnabled: Bool) -> String {
        isEnabled ? "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" : text
    }
}
