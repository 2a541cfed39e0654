import JSON

extension OVSDBError {
    /// Longer texts of a peer are cut: they end in logs.
    private static let maximumTextLength = 1024

    /// Reads an `<error>` object, or a bare string as some methods answer.
    init(json: JSONValue, operationIndex: Int? = nil) {
        let word = json.string ?? json["error"]?.string ?? "unspecified error"
        let details = json["details"]?.string ?? ""
        self.init(
            Code(word.cut(to: Self.maximumTextLength)), details.cut(to: Self.maximumTextLength),
            operationIndex: operationIndex)
    }

    static func malformed(_ details: String) -> Self { Self(.malformedMessage, details) }
}

extension String {
    /// At most as many Unicode scalars of it: a single character may be of any number of them.
    func cut(to count: Int) -> String { String(unicodeScalars.prefix(count)) }
}
