/// A request before it is given to libcurl.
struct Request {
    let method: String
    let path: String
    let headers: [String: String]
    let body: [UInt8]?

    /// Refuses what would break out of its place in the message.
    func validate() throws(HTTPClientError) {
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw HTTPClientError(.invalid, "the path does not begin with / or has bytes that must be escaped")
        }
        guard !method.isEmpty, method.utf8.allSatisfy(isTokenByte) else {
            throw HTTPClientError(.invalid, "the method is malformed")
        }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte),
                value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 })
            else {
                throw HTTPClientError(.invalid, "a header is malformed")
            }
        }
    }
}

/// The bytes of a token (RFC 9110, section 5.6.2).
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
