import NetworkTypes

/// Finds NICs by the evidence on a port, and ports by the evidence that a NIC's entry names.
///
/// Each insertion or removal answers the ports whose judgement it may change.
struct BindingIndex: Sendable {
    struct VMKey: Hashable, Sendable {
        let vm: String
        let index: Int
    }

    struct VMOnHost: Hashable, Sendable {
        let host: HostID
        let vm: String
    }

    private(set) var nicsByInterfaceID: [String: Set<NICID>] = [:]
    private(set) var nicsByMAC: [MACAddress: Set<NICID>] = [:]
    private(set) var nicsByVM: [VMKey: Set<NICID>] = [:]
    private(set) var portsByInterfaceID: [String: Set<PortID>] = [:]
    private(set) var portsByMAC: [MACAddress: Set<PortID>] = [:]
    private(set) var portsByVM: [String: Set<PortID>] = [:]
    private(set) var portsByProfile: [String: Set<PortID>] = [:]
    /// More ports of one VM than this tell no index: no VM has as many, and whoever says so would have all of them ordered
    /// again with each one.
    private static let portsOfVMLimit = 64

    /// A VM's ports on one host; their order gives the NIC index.
    private(set) var portsByVMOnHost: [VMOnHost: Set<PortID>] = [:]
    var networkByProfile: [String: NetworkID] = [:]

    mutating func insert(_ nic: NIC) -> Set<PortID> { change(nic, isPresent: true) }
    mutating func remove(_ nic: NIC) -> Set<PortID> { change(nic, isPresent: false) }
    mutating func insert(_ port: Port) -> Set<PortID> { change(port, isPresent: true) }
    mutating func remove(_ port: Port) -> Set<PortID> { change(port, isPresent: false) }

    func ports(withProfile profile: String?) -> Set<PortID> { profile.flatMap { portsByProfile[$0] } ?? [] }

    /// The index of a NIC behind a port: its place among the VM's ports on that host, in the order of creation that
    /// the hypervisor's numbered names show (vnet2 before vnet10).
    func vmIndex(of port: Port) -> Int? {
        guard let vm = port.vmName, let siblings = portsByVMOnHost[VMOnHost(host: port.id.host, vm: vm)],
            siblings.count <= Self.portsOfVMLimit
        else { return nil }
        return siblings.sorted { naturalOrder($0.name, $1.name) }.firstIndex(of: port.id)
    }

    private mutating func change(_ nic: NIC, isPresent: Bool) -> Set<PortID> {
        var touched: Set<PortID> = []
        if let interfaceID = nic.interfaceID {
            nicsByInterfaceID.set(nic.id, isPresent, at: interfaceID)
            touched.formUnion(portsByInterfaceID[interfaceID] ?? [])
        }
        if let mac = nic.mac {
            nicsByMAC.set(nic.id, isPresent, at: mac)
            touched.formUnion(portsByMAC[mac] ?? [])
        }
        nicsByVM.set(nic.id, isPresent, at: VMKey(vm: nic.id.vm, index: nic.id.index))
        touched.formUnion(portsByVM[nic.id.vm] ?? [])
        return touched
    }

    private mutating func change(_ port: Port, isPresent: Bool) -> Set<PortID> {
        if let interfaceID = port.interfaceID { portsByInterfaceID.set(port.id, isPresent, at: interfaceID) }
        if let mac = port.attachedMAC { portsByMAC.set(port.id, isPresent, at: mac) }
        if let profile = port.profile { portsByProfile.set(port.id, isPresent, at: profile) }
        guard let vm = port.vmName else { return [] }
        portsByVM.set(port.id, isPresent, at: vm)
        let key = VMOnHost(host: port.id.host, vm: vm)
        let before = portsByVMOnHost[key]?.count ?? 0
        portsByVMOnHost.set(port.id, isPresent, at: key)
        let siblings = portsByVMOnHost[key] ?? []
        return min(before, siblings.count) <= Self.portsOfVMLimit ? siblings : []
    }
}

extension Dictionary {
    /// Adds an element to the set at `key` or takes it out; empty sets leave no key behind.
    @inlinable
    package mutating func set<Element>(_ element: Element, _ isPresent: Bool, at key: Key) where Value == Set<Element> {
        if isPresent {
            self[key, default: []].insert(element)
        } else {
            self[key]?.remove(element)
            if self[key]?.isEmpty == true { self[key] = nil }
        }
    }
}

/// Orders names with numbers in them as people do: vnet2 before vnet10.
func naturalOrder(_ left: String, _ right: String) -> Bool {
    func split(_ name: String) -> (Substring, Int, String) {
        let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
        return (name.dropLast(digits), Int(name.suffix(digits)) ?? -1, name)
    }
    return split(left) < split(right)
}
