public import NetworkTypes

/// A virtual NIC of a VM.
public struct NIC: Hashable, Sendable {
    /// How it came to be known.
    public enum Origin: Hashable, Sendable {
        /// A document has an entry for it.
        case declared
        /// No entry: a port's profile names its network (INTERFACE.md 2, third). It lasts while a port claims it.
        case discovered
    }

    public let id: NICID
    /// A number that stands for the NIC in registers; stored, never given to another NIC.
    public let number: UInt32
    public let origin: Origin
    public var network: NetworkID
    /// Its own MAC address; where the document leaves it open, the bound port's `attached-mac` counts.
    public var mac: MACAddress?
    public var interfaceID: String?
    public var addresses: [IPAddress]
    /// What else it may send from, though the addresses are not its own: others may have the same (VRRP). Sorted.
    public var exceptions: [IPPrefix]
    public var labels: [String: String]

    public init(
        id: NICID, number: UInt32, origin: Origin = .declared, network: NetworkID, mac: MACAddress? = nil,
        interfaceID: String? = nil, addresses: [IPAddress] = [], exceptions: [IPPrefix] = [],
        labels: [String: String] = [:]
    ) {
        precondition(number >= NIC.firstNumber, "numbers below \(NIC.firstNumber) are kept for the pipeline")
        self.id = id
        self.number = number
        self.origin = origin
        self.network = network
        self.mac = mac
        self.interfaceID = interfaceID
        self.addresses = addresses
        self.exceptions = exceptions
        self.labels = labels
    }

    /// The lowest number of a NIC; smaller register values have meanings of their own.
    public static let firstNumber: UInt32 = 16
}
