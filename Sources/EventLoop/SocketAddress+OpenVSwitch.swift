import NetworkTypes

extension SocketAddress {
    /// Reads the notation of Open vSwitch (ovsdb(7), "Connection Methods").
    ///
    /// Accepted: `tcp:IP[:PORT]`, `ssl:IP[:PORT]`, `ptcp:[PORT][:IP]`, `pssl:[PORT][:IP]`, `unix:PATH`, `punix:PATH`.
    /// IPv6 stands in brackets. Without IP a listener takes any IPv4 address, as Open vSwitch does. Refused: host
    /// names, which this controller does not resolve, zone identifiers, and a missing port without `defaultPort`.
    public init(openVSwitch text: String, defaultPort: UInt16? = nil) throws(SocketAddressError) {
        let scheme = text.prefix { $0 != ":" }
        guard scheme.endIndex < text.endIndex else {
            throw SocketAddressError(text, reason: "a method such as `tcp:` is missing")
        }
        var reader = AddressReader(text: text, rest: text[scheme.endIndex...].dropFirst(), defaultPort: defaultPort)
        switch scheme {
        case "tcp":
            let (host, port) = try reader.active()
            self.init(.tcp(host, port: port))
        case "ssl":
            let (host, port) = try reader.active()
            self.init(.tls(host, port: port))
        case "ptcp":
            let (host, port) = try reader.passive()
            self.init(.tcp(host, port: port), passive: true)
        case "pssl":
            let (host, port) = try reader.passive()
            self.init(.tls(host, port: port), passive: true)
        case "unix", "punix":
            self.init(.unix(path: try reader.path()), passive: scheme == "punix")
        default:
            throw SocketAddressError(text, reason: "the method `\(scheme)` is unknown")
        }
    }
}

/// What stands behind the method, read from the left.
private struct AddressReader {
    let text: String
    var rest: Substring
    let defaultPort: UInt16?

    /// `IP[:PORT]`
    mutating func active() throws(SocketAddressError) -> (IPAddress, UInt16) {
        let host = try host()
        guard !rest.isEmpty else { return (host, try port("")) }
        guard rest.first == ":" else { throw fail("`\(rest)` follows the address") }
        return (host, try port(rest.dropFirst()))
    }

    /// `[PORT][:IP]`
    mutating func passive() throws(SocketAddressError) -> (IPAddress, UInt16) {
        let digits = rest.prefix { $0 != ":" }
        let port = try port(digits)
        rest = rest[digits.endIndex...]
        guard !rest.isEmpty else { return (.v4(IPv4Address(rawValue: 0)), port) }
        rest = rest.dropFirst()
        let host = try host()
        guard rest.isEmpty else { throw fail("`\(rest)` follows the address") }
        return (host, port)
    }

    func path() throws(SocketAddressError) -> String {
        let path = String(rest)
        if let problem = SocketAddress.pathProblem(path) { throw fail(problem) }
        return path
    }

    private mutating func host() throws(SocketAddressError) -> IPAddress {
        do throws(AddressSyntaxError) {
            if rest.first == "[" {
                let inner = rest.dropFirst().prefix { $0 != "]" }
                guard inner.endIndex < rest.endIndex else { throw AddressSyntaxError(rest, expected: "closed by `]`") }
                rest = rest[inner.endIndex...].dropFirst()
                return .v6(try IPv6Address(inner))
            }
            let word = rest.prefix { $0 != ":" }
            rest = rest[word.endIndex...]
            return .v4(try IPv4Address(word))
        } catch {
            throw fail("\(error); host names are not resolved, and IPv6 stands in brackets")
        }
    }

    private func port(_ digits: Substring) throws(SocketAddressError) -> UInt16 {
        if digits.isEmpty {
            guard let defaultPort else { throw fail("the port is missing") }
            return defaultPort
        }
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            digits.utf8.first != UInt8(ascii: "0") || digits.utf8.count == 1, let port = UInt16(digits)
        else { throw fail("`\(digits)` is not a port from 0 to 65535") }
        return port
    }

    private func fail(_ reason: String) -> SocketAddressError { SocketAddressError(text, reason: reason) }
}
