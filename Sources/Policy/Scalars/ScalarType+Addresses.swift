import NetworkTypes

extension ScalarType {
    /// A MAC address that one station can have.
    static let mac = ScalarType("a MAC address (52:54:00:12:34:56)") { (text) throws(ScalarProblem) in
        guard let address = try? MACAddress(text) else { throw ScalarProblem() }
        guard !address.isGroup else { throw ScalarProblem("it is a group address") }
        guard address.rawValue != 0 else { throw ScalarProblem("it is all zero") }
        return .mac(address)
    }

    /// An address that one station can have.
    static let address = ScalarType("an IP address") { (text) throws(ScalarProblem) in
        .address(try unicast(text))
    }

    /// `address/length` without bits beyond the length.
    static let prefix = ScalarType("an IP prefix (10.10.1.0/24)") { (text) throws(ScalarProblem) in
        .prefix(try ipPrefix(text))
    }

    /// The prefix of a network's subnet: one that stations can have addresses in.
    static let subnet = ScalarType("a subnet's prefix (10.10.1.0/24)") { (text) throws(ScalarProblem) in
        let prefix = try ipPrefix(text)
        guard prefix.length >= 1, prefix.length < (prefix.address.isV4 ? 32 : 128) else {
            throw ScalarProblem("a subnet has more than one address and is not everything")
        }
        guard !prefix.address.isMulticast else { throw ScalarProblem("it is multicast") }
        return .prefix(prefix)
    }

    /// An address or a prefix: what a rule or an address set may name.
    static let addressOrPrefix = ScalarType("an IP address or prefix") { (text) throws(ScalarProblem) in
        guard IPPrefix(addressOrPrefix: text) == nil else { return .text(text) }
        guard text.contains("/") else { throw ScalarProblem() }
        _ = try ipPrefix(text)
        return .text(text)
    }

    /// An interface's own address with the length of its subnet: bits beyond the length are wanted.
    static let addressWithLength = ScalarType("an address with its subnet's length (203.0.113.17/24)") {
        (text) throws(ScalarProblem) in
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = decimal(parts[1]) else { throw ScalarProblem() }
        let address = try unicast(parts[0])
        guard length >= 1, length <= (address.isV4 ? 32 : 128) else {
            throw ScalarProblem("the length is out of range")
        }
        return .text(text)
    }

    /// `LOW-HIGH`, of one family.
    static let addressRange = ScalarType("a range of addresses (10.10.1.50-10.10.1.200)") {
        (text) throws(ScalarProblem) in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw ScalarProblem() }
        let low = try unicast(parts[0])
        let high = try unicast(parts[1])
        guard low.isV4 == high.isV4, low <= high else {
            throw ScalarProblem("both ends are of one family, the lower one first")
        }
        return .text(text)
    }

    /// Where Weft finds a host's OVSDB, or that the host comes by itself.
    static let management = ScalarType("`listen`, `tcp:IP:PORT` or `unix:PATH`") { (text) throws(ScalarProblem) in
        .management(try ManagementAddress(parsing: text))
    }

    private static func ipPrefix(_ text: String) throws(ScalarProblem) -> IPPrefix {
        do throws(AddressSyntaxError) { return try IPPrefix(text) } catch { throw ScalarProblem(error.reason) }
    }

    private static func unicast(_ text: some StringProtocol) throws(ScalarProblem) -> IPAddress {
        let address: IPAddress
        do throws(AddressSyntaxError) {
            address = try IPAddress(text)
        } catch { throw ScalarProblem(error.reason) }
        guard address.isStation else { throw ScalarProblem("it is not a unicast address") }
        return address
    }
}

extension IPAddress {
    /// Neither unspecified, loopback, multicast nor broadcast.
    var isStation: Bool {
        switch self {
        case .v4(let address):
            let first = address.rawValue >> 24
            return first != 0 && first != 127 && first < 224
        case .v6(let address): return address.rawValue > 1 && !address.isMulticast
        }
    }
}
