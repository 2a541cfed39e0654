public import NetworkTypes

extension Topology {
    /// Where a NIC is served: its network and host, once its port has a number.
    public func placement(of nic: NICID) -> Membership? { placements[nic] }

    /// The host's port that a NIC is served on, when it can carry packets.
    public func servedPort(of nic: NICID) -> Port? {
        guard let id = activePort[nic], let port = ports[id], port.number != nil else { return nil }
        return port
    }

    /// The MAC address that a NIC may use: the declared one, else what its port says.
    public func mac(of nic: NIC) -> MACAddress? { nic.mac ?? servedPort(of: nic.id)?.attachedMAC }

    public func members(of network: NetworkID) -> Set<HostID> { memberHosts[network] ?? [] }

    public func networks(on host: HostID) -> Set<NetworkID> { hostNetworks[host] ?? [] }

    public func ports(on host: HostID) -> Set<PortID> { hostPorts[host] ?? [] }

    public func nics(in membership: Membership) -> Set<NICID> { localNICs[membership] ?? [] }

    /// How many NICs a host serves.
    public func servedCount(on host: HostID) -> Int { servedCounts[host] ?? 0 }

    public func isMember(_ membership: Membership) -> Bool { localNICs[membership] != nil }

    /// Keeps the memberships in step with where the NIC is served now.
    mutating func place(_ id: NICID) {
        for other in claimStation(of: id) { settle(other) }
        settle(id)
    }

    private mutating func settle(_ id: NICID) {
        var new: Membership?
        if let nic = nics[id], let port = servedPort(of: id), let station = stations[id], holder(of: station) == id {
            new = Membership(network: nic.network, host: port.id.host)
            claimLinkLocal(of: nic)
        }
        let old = placements[id]
        guard old != new else { return }
        placements[id] = new
        changes.nics.insert(id)
        if let old { leave(old, id) }
        if let new { join(new, id) }
        moveServed(id, from: old?.host, to: new?.host)
    }

    private mutating func join(_ membership: Membership, _ nic: NICID) {
        changes.localNICs.insert(membership)
        servedCounts[membership.host, default: 0] += 1
        if localNICs[membership] == nil {
            changes.memberships.insert(membership)
            memberHosts.set(membership.host, true, at: membership.network)
            hostNetworks.set(membership.network, true, at: membership.host)
        }
        localNICs.set(nic, true, at: membership)
    }

    private mutating func leave(_ membership: Membership, _ nic: NICID) {
        changes.localNICs.insert(membership)
        servedCounts[membership.host, default: 0] -= 1
        if servedCounts[membership.host] == 0 { servedCounts[membership.host] = nil }
        localNICs.set(nic, false, at: membership)
        if localNICs[membership] == nil {
            changes.memberships.insert(membership)
            memberHosts.set(membership.host, false, at: membership.network)
            hostNetworks.set(membership.network, false, at: membership.host)
        }
    }
}
