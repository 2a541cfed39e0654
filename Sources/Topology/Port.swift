public import NetworkTypes

/// What a host said about a port of its integration bridge.
public struct Port: Hashable, Sendable {
    public let id: PortID
    /// The OpenFlow port; none until ovs-vswitchd has opened the interface.
    public var number: PortNumber?
    /// `external_ids:iface-id`
    public var interfaceID: String?
    /// `external_ids:attached-mac`, the guest's MAC (`mac_in_use` is the host side's).
    public var attachedMAC: MACAddress?
    /// `external_ids:vm-id`
    public var vmID: String?
    /// `external_ids:vm-name`
    public var vmName: String?
    /// `external_ids:port-profile`
    public var profile: String?

    public init(
        id: PortID, number: PortNumber? = nil, interfaceID: String? = nil, attachedMAC: MACAddress? = nil,
        vmID: String? = nil, vmName: String? = nil, profile: String? = nil
    ) {
        self.id = id
        self.number = number
        self.interfaceID = interfaceID
        self.attachedMAC = attachedMAC
        self.vmID = vmID
        self.vmName = vmName
        self.profile = profile
    }
}
