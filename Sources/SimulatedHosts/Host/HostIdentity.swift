public import NetworkTypes

/// Who a host is and what it has before any controller was there.
public struct HostIdentity: Hashable, Sendable {
    /// `external_ids:system-id`, by which a controller knows the host.
    public var systemID: String
    /// `external_ids:hostname`.
    public var hostName: String
    /// Targets of `Manager` rows, as `ovs-vsctl set-manager` takes them: `tcp:192.0.2.1:6640`, say.
    public var managers: [String]
    /// What the installed Open vSwitch calls itself.
    public var version = "3.1.0"
    /// Which datapaths ovs-vswitchd offers.
    public var datapathTypes = ["netdev", "system"]
    /// Bridges that are there, each with its internal port and without a controller.
    public var bridges = ["br-int"]
    /// VMs' ports in the first of the bridges.
    public var ports: [HostPort] = []

    public init(systemID: String, hostName: String, managers: [String]) {
        self.systemID = systemID
        self.hostName = hostName
        self.managers = managers
    }
}

/// A tap port of a VM, with what libvirt writes of it into `external_ids` of its interface.
public struct HostPort: Hashable, Sendable {
    /// Of the port and of its interface: `tap0`, `vnet3`.
    public var name: String
    /// `iface-id`.
    public var interfaceID: String
    /// `attached-mac`: the guest's address, not that of the tap device.
    public var mac: MACAddress
    /// `vm-id`.
    public var vmID: String?
    /// `vm-name`, which only some installations write.
    public var vmName: String?

    public init(name: String, interfaceID: String, mac: MACAddress, vmID: String? = nil, vmName: String? = nil) {
        self.name = name
        self.interfaceID = interfaceID
        self.mac = mac
        self.vmID = vmID
        self.vmName = vmName
    }

    var externalIDs: [String: String] {
        var values = ["iface-id": interfaceID, "attached-mac": mac.description, "iface-status": "active"]
        values["vm-id"] = vmID
        values["vm-name"] = vmName
        return values
    }
}
