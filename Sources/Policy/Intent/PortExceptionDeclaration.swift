public import NetworkTypes

/// An exception from the check of source addresses: a NIC may use these addresses besides its own, and other NICs may have
/// the same exception, as the two ends of a VRRP pair do.
public struct PortExceptionDeclaration: Hashable, Sendable {
    public let nic: NICDeclaration.Name
    /// In the document's order.
    public let addresses: [IPPrefix]
    public let reason: String?
    public let position: SourcePosition

    public init(nic: NICDeclaration.Name, addresses: [IPPrefix], reason: String? = nil, position: SourcePosition) {
        self.nic = nic
        self.addresses = addresses
        self.reason = reason
        self.position = position
    }
}
