import NetworkTypes
import Policy
import Topology

// NICs without an entry: a port's profile names the network that it joins (INTERFACE.md 2, third). They are facts as the port
// is, and last as long; they have a MAC address, which is enforced, and no declared address.

extension Controller {
    /// Makes NICs of ports that only their profile binds, and forgets those that no port claims any more.
    ///
    /// Waits while a change of documents is being made durable, as that has the next numbers in its hands.
    ///
    /// - Parameter known: what ports served according to the store; such a NIC keeps its name.
    /// - Returns: the ports that have a NIC now.
    @discardableResult
    func discoverNICs(known: [PortID: NICID] = [:]) -> [PortID] {
        guard writes.running == nil, writes.failure == nil else { return [] }
        for id in topology.unclaimedNICs.sorted() { forgetDiscovered(id) }
        return topology.profiledPorts.sorted().filter { id in
            guard let port = topology.ports[id], let nic = discoveredNIC(at: port, known[id]) else { return false }
            topology.update(nic)
            discovered[nic.id.tenant, default: 0] += 1
            return true
        }
    }

    private func forgetDiscovered(_ id: NICID) {
        topology.remove(id)
        documents.allocator.release(.nic, id.description)
        let left = (discovered[id.tenant] ?? 0) - 1
        discovered[id.tenant] = left > 0 ? left : nil
    }

    /// The NIC that stands behind a port whose profile names a network; none when it cannot be told from others, or the
    /// tenant's quota has no room for it.
    private func discoveredNIC(at port: Port, _ known: NICID?) -> NIC? {
        guard case .profile(let network)? = topology.bindings[port.id], let mac = port.attachedMAC,
            topology.nicsThatName(mac, on: network) == 0, hasRoom(network.tenant)
        else { return nil }
        let candidates = [known].compactMap(\.self) + names(of: port, tenant: network.tenant)
        guard let id = candidates.first(where: { $0.tenant == network.tenant && topology.nics[$0] == nil }) else {
            return nil
        }
        let number = documents.allocator.number(.nic, id.description, from: UInt64(NIC.firstNumber))
        return NIC(id: id, number: UInt32(number), origin: .discovered, network: network, mac: mac)
    }

    private func hasRoom(_ tenant: String) -> Bool {
        guard let limit = documents.policy.tenant(tenant)?.declaration.quota.nics else { return true }
        return (documents.policy.usage(ofTenant: tenant).nics ?? 0) + (discovered[tenant] ?? 0) < limit
    }

    /// The VM's name where the host tells it, else its id, else the MAC address.
    private func names(of port: Port, tenant: String) -> [NICID] {
        let index = topology.vmIndex(of: port.id) ?? 0
        let mac = port.attachedMAC.map { "mac-\($0)".replacingColons }
        return [(port.vmName, index), (port.vmID, 0), (mac, 0)].compactMap { name, index in
            name.map { NICID(tenant: tenant, vm: $0, index: index) }
        }
    }

    /// Why a port that its profile binds is quarantined all the same.
    func obstacle(to port: PortID, on network: NetworkID) -> String {
        if topology.ports[port]?.attachedMAC == nil { return "it has no attached-mac" }
        if !hasRoom(network.tenant) { return "the tenant's quota of NICs is used up" }
        return "several entries there have its MAC address"
    }
}

extension String {
    /// A colon would be taken for the one before the index of a NIC.
    fileprivate var replacingColons: String { String(map { $0 == ":" ? "-" : $0 }) }
}
