public import JSON

/// An answer of the API.
public struct APIResponse: Hashable, Sendable {
    public var status: Int
    /// By lower-case name.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int = 200, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A JSON answer, ended by a line feed.
    public init(_ value: JSONValue, status: Int = 200, headers: [String: String] = [:]) {
        self.init(
            status: status, headers: headers.merging(["content-type": "application/json"]) { own, _ in own },
            body: value.serializedBytes() + [UInt8(ascii: "\n")])
    }

    init(text: String, type: String = "text/plain; charset=utf-8", headers: [String: String] = [:]) {
        self.init(headers: headers.merging(["content-type": type]) { own, _ in own }, body: Array(text.utf8))
    }
}
