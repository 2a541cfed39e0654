import CommandLine
public import HTTPClient

/// Where the server is, as `--server` and `WEFT_SERVER` spell it.
///
/// Accepted: `unix:PATH` or a path from `/`; `http://HOST[:PORT]`; `https://HOST[:PORT]`; and as Open vSwitch writes
/// them `tcp:HOST:PORT` and `ssl:HOST:PORT`. Refused: anything else, and an address with a path, query or user.
public enum ServerAddress {
    /// The socket of weftd on this machine.
    public static let local = "unix:/run/weft/weftd.sock"

    public static func parse(
        _ text: String, tls: HTTPClient.TLSFiles = HTTPClient.TLSFiles()
    ) throws(Failure) -> HTTPClient.Endpoint {
        if text.hasPrefix("/") { return .unix(text) }
        if let path = rest(of: text, after: "unix:"), !path.isEmpty { return .unix(path) }
        for (prefix, scheme) in [("http://", "http"), ("tcp:", "http"), ("https://", "https"), ("ssl:", "https")] {
            guard let authority = rest(of: text, after: prefix).map(withoutSlash) else { continue }
            guard isAuthority(authority) else { break }
            return scheme == "http" ? .http("http://\(authority)") : .https("https://\(authority)", tls)
        }
        throw .usage(
            "`\(text)` is not the address of a server",
            hint: "unix:PATH, https://HOST:PORT or http://HOST:PORT")
    }

    private static func rest(of text: String, after prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    private static func withoutSlash(_ text: String) -> String {
        text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func isAuthority(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"/?#@\\".utf8.contains($0) }
    }
}
