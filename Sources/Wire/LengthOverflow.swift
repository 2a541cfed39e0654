/// Something that is longer than the length before it can say.
public struct LengthOverflow: Hashable, Sendable {
    /// What it is, for a sentence.
    public let subject: String
    /// In bytes.
    public let found: Int
    /// In bytes.
    public let limit: Int

    public init(of subject: String, found: Int, limit: Int) {
        self.subject = subject
        self.found = found
        self.limit = limit
    }
}
