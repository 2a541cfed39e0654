/// The answer to a request, whatever its status.
public struct HTTPResponse: Hashable, Sendable {
    /// 100...599.
    public var status: Int
    /// Lower-case names; repeated fields are joined by `, ` (RFC 9110, section 5.3).
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public var isSuccess: Bool { (200..<300).contains(status) }
}
