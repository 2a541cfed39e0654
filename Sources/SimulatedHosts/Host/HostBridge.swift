public import NetworkTypes

/// A bridge of a host as its switch has it: what the OpenFlow half of the host is made of.
public struct HostBridge: Hashable, Sendable {
    /// A port that the switch could make.
    public struct Port: Hashable, Sendable {
        public let name: String
        public let number: PortNumber
        /// Of the device in the host: not the guest's.
        public let mac: MACAddress
        /// `vxlan`, `internal`; empty for a device of the system.
        public let type: String
        /// `options` of the interface: `remote_ip`, `key` and the like of a tunnel.
        public let options: [String: String]
    }

    public let name: String
    public let datapathID: DatapathID
    /// `secure`, `standalone`; nil is as `standalone`.
    public let failMode: String?
    /// In the order of their names.
    public let ports: [Port]
}
