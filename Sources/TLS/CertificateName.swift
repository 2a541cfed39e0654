/// What a certificate of `weft pki` is for, as the URI among its subject alternative names: `urn:weft:host:SYSTEM-ID`.
///
/// What comes from outside is percent-encoded (RFC 3986 section 2.1), so that no name can be mistaken for another one,
/// nor for OpenSSL's notation.
public enum CertificateName: Hashable, Sendable {
    /// weftd itself.
    case controller
    /// The host whose database has this system-id.
    case host(systemID: String)
    /// Someone who uses the API.
    case client(name: String)

    private static let prefix = "urn:weft:"

    public var uri: String {
        switch self {
        case .controller: Self.prefix + "controller"
        case .host(let systemID): Self.prefix + "host:" + Self.encode(systemID)
        case .client(let name): Self.prefix + "client:" + Self.encode(name)
        }
    }

    /// Nil for URIs that are not ours, or not in the one form that `uri` gives.
    public init?(uri: String) {
        guard uri.hasPrefix(Self.prefix) else { return nil }
        let parts = uri.dropFirst(Self.prefix.count).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("controller", 1): self = .controller
        case ("host", 2):
            guard let systemID = Self.decode(parts[1]) else { return nil }
            self = .host(systemID: systemID)
        case ("client", 2):
            guard let name = Self.decode(parts[1]) else { return nil }
            self = .client(name: name)
        default: return nil
        }
        guard self.uri == uri else { return nil }
    }

    static func isOurs(_ uri: String) -> Bool { uri.hasPrefix(prefix) }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func encode(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            if isPlain(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
    }
}
