public import NetworkTypes

/// A virtual NIC that a document declares.
public struct NICDeclaration: Hashable, Sendable {
    /// A NIC's name within its tenant.
    public struct Name: Hashable, Comparable, Sendable, CustomStringConvertible {
        public let vm: String
        public let index: Int

        public init(vm: String, index: Int) {
            self.vm = vm
            self.index = index
        }

        public static func < (left: Self, right: Self) -> Bool { (left.vm, left.index) < (right.vm, right.index) }
        public var description: String { "\(vm):\(index)" }
    }

    public let name: Name
    /// What `external_ids:iface-id` of its port says.
    public let interfaceID: String?
    /// Its own MAC address; nil leaves it to the port's `attached-mac`.
    public let mac: MACAddress?
    public let network: ObjectReference
    /// In the document's order.
    public let addresses: [IPAddress]
    public let labels: [String: String]
    public let position: SourcePosition

    public init(
        name: Name, interfaceID: String? = nil, mac: MACAddress? = nil, network: ObjectReference,
        addresses: [IPAddress] = [], labels: [String: String] = [:], position: SourcePosition
    ) {
        self.name = name
        self.interfaceID = interfaceID
        self.mac = mac
        self.network = network
        self.addresses = addresses
        self.labels = labels
        self.position = position
    }
}
