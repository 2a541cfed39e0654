/// The text of one document as it was given, kept so that `export` gives back the same bytes.
public struct SourceText: Hashable, Sendable {
    /// The path as it was given.
    public let file: String
    /// The line of the file at which `text` begins, counted from 1; above 1 where a file holds several documents.
    public let firstLine: Int
    public let text: String

    public init(file: String, firstLine: Int = 1, text: String) {
        self.file = file
        self.firstLine = firstLine
        self.text = text
    }
}
