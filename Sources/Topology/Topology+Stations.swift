import NetworkTypes

/// A MAC address in a network: one NIC's, as a switch could not tell two of them apart.
struct Station: Hashable, Sendable {
    let network: NetworkID
    let mac: MACAddress
}

extension Topology {
    /// The NIC that has this one's MAC address in its network, where that is another. Documents cannot give an address to
    /// two NICs; ports can say that they have the same one, or one that a document gives to another.
    public func holderOfMAC(of id: NICID) -> NICID? {
        guard let station = stations[id], let holder = holder(of: station), holder != id else { return nil }
        return holder
    }

    /// What the NIC would be in its network, once its port can carry packets.
    func station(of id: NICID) -> Station? {
        guard let nic = nics[id], servedPort(of: id) != nil, let mac = mac(of: nic) else { return nil }
        return Station(network: nic.network, mac: mac)
    }

    /// A document's word counts more than a port's; among equals the name decides, so that nobody wins by being first.
    func holder(of station: Station) -> NICID? {
        guard let all = claimants[station] else { return nil }
        if all.count == 1 { return all.first }
        let declared = all.filter { nics[$0]?.mac != nil && nics[$0]?.origin == .declared }
        return (declared.isEmpty ? all : declared).min()
    }

    /// Keeps account of who claims which MAC address.
    ///
    /// - Returns: others that may gain or lose theirs by it.
    mutating func claimStation(of id: NICID) -> [NICID] {
        let (old, new) = (stations[id], station(of: id))
        stations[id] = new
        if old != new {
            if let old { claimants.set(id, false, at: old) }
            if let new { claimants.set(id, true, at: new) }
        }
        let others = [old, new].compactMap(\.self).flatMap { claimants[$0] ?? [] }
        return Set(others).subtracting([id]).sorted()
    }
}
