public import JSON

/// One thing that is wrong with a document, or a warning about it, as the API reports it.
public struct DiagnosticReport: Hashable, Sendable {
    public let code: String
    public let isWarning: Bool
    public let message: String
    /// `file:line:column`, the file as it was named on the command line.
    public let position: String?
    /// The place as a JSON pointer (RFC 6901).
    public let pointer: String?
    public let hint: String?
    /// Other places that matter.
    public let related: [String]

    /// From an element of `errors` or `warnings`; a bare string is a message.
    public init(_ value: JSONValue, isWarning: Bool = false) {
        code = value["code"]?.string ?? "invalid"
        self.isWarning = isWarning || value["severity"]?.string == "warning"
        message = value.string ?? value["detail"]?.string ?? value["message"]?.string ?? value.serialized()
        position = value["position"]?.string
        pointer = value["pointer"]?.string
        hint = value["hint"]?.string
        related = (value["related"]?.array ?? []).compactMap(\.string)
    }
}
