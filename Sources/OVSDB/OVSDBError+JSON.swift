import JSON

extension OVSDBError {
    /// Longer texts of a peer are cut: they end in logs.
    private static let maximumTextLength = 1024

    /// Reads an `<error>` object, or a bare string as some methods answer.
    init(json: JSONValue, operationIndex: Int? = nil) {
        let word = json.string ?? json["error"]?.string ?? "unspecified error"
        let details = json["details"]?.string ?? ""
        self.init(
            Code(String(word.prefix(Self.maximumTextLength))), String(details.prefix(Self.maximumTextLength)),
            operationIndex: operationIndex)
    }

    static func malformed(_ details: String) -> Self { Self(.malformedMessage, details) }
}
