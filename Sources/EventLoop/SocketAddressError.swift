/// Why a text is not a socket address.
public struct SocketAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found, as given.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    public init(_ text: String, reason: String) {
        self.text = text
        self.reason = reason
    }

    public var description: String { "\(text) is not a socket address: \(reason)" }
}
