public import NetworkTypes

/// An address with the length of its subnet, as configured on an interface: `10.0.0.11/24`.
public struct InterfaceAddress: Hashable, Sendable, CustomStringConvertible {
    public let address: IPAddress
    public let length: Int

    public init(_ address: IPAddress, length: Int) {
        precondition(length >= 0 && length <= (address.isV4 ? 32 : 128), "a prefix length fits its address")
        self.address = address
        self.length = length
    }

    /// Accepts `address/length`.
    public init(_ text: some StringProtocol) throws(AddressSyntaxError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw AddressSyntaxError(text, expected: "an interface address", reason: "address/length is needed")
        }
        let address = try IPAddress(parts[0])
        guard let length = Int(parts[1]), (0...(address.isV4 ? 32 : 128)).contains(length), parts[1].first != "+" else {
            throw AddressSyntaxError(
                text, expected: "an interface address", reason: "`\(parts[1])` is not a prefix length")
        }
        self.init(address, length: length)
    }

    public var description: String { "\(address)/\(length)" }
}
