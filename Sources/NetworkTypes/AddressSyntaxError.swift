/// Why a text is not the address, prefix or number that was expected.
public struct AddressSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found, as given.
    public let text: String
    /// What was expected, as a noun phrase: `an IPv4 prefix`.
    public let expected: String
    /// What is wrong, where it can be said more closely.
    public let reason: String?

    public init(_ text: some StringProtocol, expected: String, reason: String? = nil) {
        self.text = String(text)
        self.expected = expected
        self.reason = reason
    }

    public var description: String {
        "\(text) is not \(expected)" + (reason.map { ": \($0)" } ?? "")
    }
}
