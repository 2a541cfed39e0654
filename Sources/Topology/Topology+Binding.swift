extension Topology {
    /// Judges these ports anew, and chooses again where each NIC concerned is served.
    mutating func rebind(_ touched: Set<PortID>) {
        var affected: Set<NICID> = []
        for id in touched.sorted() {
            let old = bindings[id]
            let new = ports[id].map { judge($0, old: old) }
            guard old != new else { continue }
            bindings[id] = new
            changes.ports.insert(id)
            if case .profile = new { profiledPorts.insert(id) } else { profiledPorts.remove(id) }
            if case .nic(let nic, _) = old {
                claims[nic]?.removeAll { $0 == id }
                if claims[nic]?.isEmpty == true { claims[nic] = nil }
                affected.insert(nic)
            }
            if case .nic(let nic, _) = new {
                claims[nic, default: []].append(id)
                affected.insert(nic)
            }
        }
        for nic in affected.sorted() {
            chooseActivePort(of: nic)
            if nics[nic]?.origin == .discovered { note(isUnclaimed: claims[nic] == nil, nic) }
        }
    }

    private mutating func note(isUnclaimed: Bool, _ nic: NICID) {
        if isUnclaimed { unclaimedNICs.insert(nic) } else { unclaimedNICs.remove(nic) }
    }

    /// INTERFACE.md 2: iface-id, then the port's profile, then MAC, then VM name and index.
    private func judge(_ port: Port, old: PortBinding?) -> PortBinding {
        if let id = port.interfaceID, let found = index.nicsByInterfaceID[id] {
            return decide(found, by: .interfaceID, old: old)
        }
        guard hosts[port.id.host]?.bindingMode != .api else { return .unknown }
        if let profile = port.profile, let network = index.networkByProfile[profile] {
            return judge(port, inProfileOf: network)
        }
        if let mac = port.attachedMAC, let found = index.nicsByMAC[mac]?.filter({ isFree($0, for: port) }),
            !found.isEmpty
        {
            return decide(found, by: .mac, old: old)
        }
        if let vm = port.vmName, let place = index.vmIndex(of: port),
            let found = index.nicsByVM[.init(vm: vm, index: place)]?.filter({ isFree($0, for: port) }), !found.isEmpty
        {
            return decide(found, by: .vmName, old: old)
        }
        return .unknown
    }

    /// An entry that names an iface-id is bound by that alone: weaker evidence must not bind another port to it. A NIC that
    /// was discovered is no entry: nothing but its profile binds a port to it.
    private func isFree(_ id: NICID, for port: Port) -> Bool {
        guard let nic = nics[id], nic.origin == .declared else { return false }
        if let interfaceID = nic.interfaceID, interfaceID != port.interfaceID { return false }
        if let mac = nic.mac, let attached = port.attachedMAC, mac != attached { return false }
        return true
    }

    /// A profile names the network; the entry there with the same MAC, if any, names the NIC and its addresses, and
    /// one that was discovered stands for itself.
    private func judge(_ port: Port, inProfileOf network: NetworkID) -> PortBinding {
        if let mac = port.attachedMAC, let found = index.nicsByMAC[mac] {
            let own = found.filter { nics[$0]?.network == network }
            let declared = own.filter { nics[$0]?.origin == .declared }
            let choice = declared.isEmpty ? own : declared
            if choice.count == 1, let nic = choice.first { return .nic(nic, by: .profile) }
        }
        return .profile(network)
    }

    private func decide(_ found: Set<NICID>, by evidence: PortBinding.Evidence, old: PortBinding?) -> PortBinding {
        if found.count == 1, let nic = found.first { return .nic(nic, by: evidence) }
        // A bound port does not change tenant while its first entry stands.
        if case .nic(let nic, by: evidence) = old, found.contains(nic) { return .nic(nic, by: evidence) }
        return .ambiguous(found.sorted(), by: evidence)
    }

    /// A NIC stays where it is while that port exists; a port of a host that is away yields to one seen elsewhere.
    mutating func chooseActivePort(of nic: NICID) {
        let candidates = claims[nic] ?? []
        let present = candidates.filter { !awayHosts.contains($0.host) }
        let old = activePort[nic]
        let new: PortID?
        if let old, candidates.contains(old), present.isEmpty || !awayHosts.contains(old.host) {
            new = old
        } else {
            new = present.first ?? candidates.first
        }
        if old != new {
            activePort[nic] = new
            changes.nics.insert(nic)
            // The host that it left must not say after a restart that it serves it.
            if let old { changes.ports.insert(old) }
            // A NIC that moves keeps its addresses; one that nobody serves does not hold them against others.
            if new == nil { releaseAddresses(of: nic) }
        }
        place(nic)
    }

    /// Brings back from storage where a NIC was served; it holds until facts say otherwise.
    public mutating func restoreActivePort(_ port: PortID, of nic: NICID) {
        guard claims[nic]?.contains(port) == true, activePort[nic] != port else { return }
        activePort[nic] = port
        changes.nics.insert(nic)
        place(nic)
    }
}
