import HTTPClient

/// A request target: segments and query items are escaped here and nowhere else.
struct APIPath: Hashable, CustomStringConvertible {
    private(set) var description: String
    private var hasQuery = false

    init(_ segments: String...) { self.init(segments) }

    /// `/v1` and the segments, each of any text.
    init(_ segments: [String]) {
        description = "/v1" + segments.map { "/" + HTTPClient.percentEncoded($0) }.joined()
    }

    /// With one more query item; unchanged when `value` is nil.
    func query(_ name: String, _ value: String?) -> APIPath {
        guard let value else { return self }
        var longer = self
        longer.description += (hasQuery ? "&" : "?") + name + "=" + HTTPClient.percentEncoded(value)
        longer.hasQuery = true
        return longer
    }
}
