public import NetworkTypes

/// One network interface of one VM, and the host it runs on. A VM with several interfaces has one of these for each.
public struct LabNIC: Hashable, Sendable {
    public var vm: String
    /// Which interface of the VM: `eth0`, `eth1` and so on.
    public var index: Int
    public var host: String
    public var mac: MACAddress
    public var addresses: [InterfaceAddress]
    /// At most one default route for each family.
    public var gateways: [IPAddress]
    /// Whose VM it is. The lab only uses it to say which VMs should reach each other.
    public var tenant: String?
    /// The port's `external_ids:iface-id`; nil has the lab derive one from its own and the VM's name.
    public var interfaceID: String?

    /// - Parameter mac: nil derives `52:54:00:…` from the VM's name and the index.
    public init(
        vm: String, index: Int = 0, host: String, mac: MACAddress? = nil, addresses: [InterfaceAddress] = [],
        gateways: [IPAddress] = [], tenant: String? = nil, interfaceID: String? = nil
    ) {
        self.vm = vm
        self.index = index
        self.host = host
        self.mac = mac ?? MACAddress(rawValue: 0x5254_0000_0000 | stableHash("\(vm)/\(index)") & 0xff_ffff)
        self.addresses = addresses
        self.gateways = gateways
        self.tenant = tenant
        self.interfaceID = interfaceID
    }

    /// The name of the port on the host.
    public var port: String { LabNames.port(vm: vm, index: index) }

    func check() throws(LabError) {
        try LabNames.check(vm, "VM")
        try LabNames.check(host, "host")
        func refuse(_ reason: String) -> LabError { LabError(.invalid, "VM \(vm): \(reason)") }
        guard (0...99).contains(index) else { throw refuse("\(index) is not an index from 0 to 99") }
        guard !mac.isGroup else { throw refuse("\(mac) is a group address") }
        guard gateways.count(where: \.isV4) <= 1, gateways.count(where: { !$0.isV4 }) <= 1 else {
            throw refuse("more than one gateway of a family")
        }
        // The text goes into an ovs-vsctl command line, where quotes and commas have a meaning.
        let isPlain = (interfaceID ?? "-").utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }
        guard isPlain, interfaceID != "" else { throw refuse("an interface id is printable, without spaces or quotes") }
    }
}
