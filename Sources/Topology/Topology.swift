public import NetworkTypes

/// The graph of hosts, networks, ports and NICs, and of what is bound where.
///
/// Typed nodes stand in tables; edges (port–NIC bindings, memberships of networks on hosts) are derived as facts and
/// declarations come in, at a cost proportional to what they touch. Every change is noted in a `ChangeSet` that the
/// caller takes. The graph never forgets a fact by itself: a host that is away keeps its ports.
public struct Topology: Sendable {
    public internal(set) var hosts: [HostID: Host] = [:]
    public internal(set) var networks: [NetworkID: Network] = [:]
    public internal(set) var nics: [NICID: NIC] = [:]
    public internal(set) var ports: [PortID: Port] = [:]
    public internal(set) var groups: [GroupID: SecurityGroup] = [:]
    public internal(set) var addressSets: [AddressSetID: AddressSet] = [:]
    /// What tenants state to count where no rule decides.
    public internal(set) var statedDefaults: [String: SecurityDefault] = [:]

    /// The port that each NIC is served on.
    public internal(set) var activePort: [NICID: PortID] = [:]
    /// How each port of a host is judged.
    public internal(set) var bindings: [PortID: PortBinding] = [:]
    /// Ports that claim a NIC, in the order of their appearance; more than one while a VM moves.
    var claims: [NICID: [PortID]] = [:]
    /// Hosts whose last report may be out of date: their ports yield to ones seen elsewhere.
    var awayHosts: Set<HostID> = []

    /// NICs of a network on a host; the keys are the memberships.
    var localNICs: [Membership: Set<NICID>] = [:]
    var memberHosts: [NetworkID: Set<HostID>] = [:]
    var hostNetworks: [HostID: Set<NetworkID>] = [:]
    /// NICs whose connections are taken up in the middle.
    var pickingUp: Set<NICID> = []
    /// How many NICs each host serves.
    var servedCounts: [HostID: Int] = [:]
    var hostPorts: [HostID: Set<PortID>] = [:]
    /// Hosts on which another port has the tunnel port's number.
    public internal(set) var tunnelPortTaken: Set<HostID> = []
    var placements: [NICID: Membership] = [:]
    /// The MAC address, in its network, of each NIC that is served; and who claims it.
    var stations: [NICID: Station] = [:]
    var claimants: [Station: Set<NICID>] = [:]

    /// Ports whose profile names a network and for which no NIC is known.
    public internal(set) var profiledPorts: Set<PortID> = []
    /// Discovered NICs that no port claims any more.
    public internal(set) var unclaimedNICs: Set<NICID> = []

    /// What was bound to each NIC at first use, sorted.
    public internal(set) var boundAddresses: [NICID: [KnownAddress]] = [:]
    /// Who has each address of a network: by a document, or bound.
    var addressOwners: [NetworkID: [IPAddress: NICID]] = [:]
    /// How many NICs of a network have a single address as an exception.
    var exceptionAddresses: [NetworkID: [IPAddress: Int]] = [:]

    var networksByTenant: [String: Set<NetworkID>] = [:]
    var security = SecurityLinks()

    var index = BindingIndex()
    var changes = ChangeSet()

    public init() {}

    /// How many NICs of a network name this MAC address as their own.
    public func nicsThatName(_ mac: MACAddress, on network: NetworkID) -> Int {
        (index.nicsByMAC[mac] ?? []).count { nics[$0]?.network == network }
    }

    /// Which NIC of its VM a port is, by the names of the VM's ports on that host; none without a VM's name.
    public func vmIndex(of port: PortID) -> Int? { ports[port].flatMap(index.vmIndex) }

    /// A change set that names every object, for what is derived from nothing.
    public func everything() -> ChangeSet {
        var all = ChangeSet()
        all.hosts = Set(hosts.keys)
        all.networks = Set(networks.keys)
        all.nics = Set(nics.keys)
        all.ports = Set(ports.keys)
        all.memberships = Set(localNICs.keys)
        all.localNICs = Set(localNICs.keys)
        all.groups = Set(groups.keys)
        all.addressSets = Set(addressSets.keys)
        for (group, hosts) in security.servedMembers {
            all.groupHosts.formUnion(hosts.keys.map { GroupMembership(group: group, host: $0) })
        }
        all.terms = Set(security.termUses.keys)
        return all
    }

    /// Hands over what changed since the last call.
    public mutating func takeChanges() -> ChangeSet {
        defer { changes = ChangeSet() }
        return changes
    }
}

extension Topology {
    public mutating func update(_ host: Host) {
        let old = hosts.updateValue(host, forKey: host.id)
        guard old != host else { return }
        changes.hosts.insert(host.id)
        if old?.bindingMode != host.bindingMode { rebind(hostPorts[host.id] ?? []) }
    }

    /// Forgets a host and everything that it reported.
    public mutating func remove(_ id: HostID) {
        for port in (hostPorts[id] ?? []).sorted() { remove(port) }
        awayHosts.remove(id)
        tunnelPortTaken.remove(id)
        if hosts.removeValue(forKey: id) != nil { changes.hosts.insert(id) }
    }

    /// Says whether a port that is not the tunnel port has its number: nothing may be sent to it, and what it sends is no tunnel's.
    public mutating func setTunnelPortTaken(_ isTaken: Bool, on id: HostID) {
        guard isTaken != tunnelPortTaken.contains(id) else { return }
        if isTaken { tunnelPortTaken.insert(id) } else { tunnelPortTaken.remove(id) }
        changes.hosts.insert(id)
    }

    /// Says whether a host's ports are its present report or only the last known one.
    ///
    /// Going away lets go of NICs that are seen elsewhere too. Coming back takes nothing: a restarted controller meets
    /// its hosts in any order, and nothing may move because of that.
    public mutating func setAway(_ isAway: Bool, _ id: HostID) {
        guard isAway else {
            awayHosts.remove(id)
            return
        }
        guard awayHosts.insert(id).inserted else { return }
        let contested = (hostPorts[id] ?? []).compactMap { port -> NICID? in
            guard case .nic(let nic, _) = bindings[port], claims[nic]?.count ?? 0 > 1 else { return nil }
            return nic
        }
        for nic in contested.sorted() { chooseActivePort(of: nic) }
    }

    public mutating func update(_ network: Network) {
        let old = networks.updateValue(network, forKey: network.id)
        guard old != network else { return }
        changes.networks.insert(network.id)
        if old == nil { networksByTenant.set(network.id, true, at: network.id.tenant) }
        if let old, old.addressMode != network.addressMode || old.subnets != network.subnets {
            reviewAddresses(in: network.id)
        }
        if old?.profile != network.profile {
            if let profile = old?.profile { index.networkByProfile[profile] = nil }
            if let profile = network.profile { index.networkByProfile[profile] = network.id }
            rebind(index.ports(withProfile: old?.profile).union(index.ports(withProfile: network.profile)))
        }
    }

    public mutating func remove(_ id: NetworkID) {
        guard let old = networks.removeValue(forKey: id) else { return }
        changes.networks.insert(id)
        networksByTenant.set(id, false, at: id.tenant)
        if let profile = old.profile {
            index.networkByProfile[profile] = nil
            rebind(index.ports(withProfile: profile))
        }
    }

    public mutating func update(_ nic: NIC) {
        let old = nics.updateValue(nic, forKey: nic.id)
        guard old != nic else { return }
        changes.nics.insert(nic.id)
        if nic.origin == .declared { unclaimedNICs.remove(nic.id) }
        if let old, old.network != nic.network || mac(of: old) != mac(of: nic) {
            // What was bound to it was so in the old network.
            nics[nic.id] = old
            releaseAddresses(of: nic.id)
            nics[nic.id] = nic
        }
        claimAddresses(of: nic, replacing: old)
        reviewGroups(of: nic.id, replacing: old)
        var touched = Set(claims[nic.id] ?? [])
        if let old { touched.formUnion(index.remove(old)) }
        touched.formUnion(index.insert(nic))
        rebind(touched)
        place(nic.id)
    }

    public mutating func remove(_ id: NICID) {
        releaseAddresses(of: id)
        guard let old = nics.removeValue(forKey: id) else { return }
        forgetAddresses(of: old)
        reviewGroups(of: id, replacing: old)
        changes.nics.insert(id)
        unclaimedNICs.remove(id)
        rebind(index.remove(old).union(claims[id] ?? []))
        place(id)
    }

    public mutating func update(_ port: Port) {
        let old = ports.updateValue(port, forKey: port.id)
        guard old != port else { return }
        changes.ports.insert(port.id)
        hostPorts[port.id.host, default: []].insert(port.id)
        var touched: Set<PortID> = [port.id]
        if let old { touched.formUnion(index.remove(old)) }
        touched.formUnion(index.insert(port))
        rebind(touched)
        if case .nic(let nic, _) = bindings[port.id], activePort[nic] == port.id {
            changes.nics.insert(nic)
            // With another MAC it is another station, and what was bound to the first is not its.
            let hasOwnMAC = nics[nic]?.mac != nil
            if !hasOwnMAC, let old, old.attachedMAC != port.attachedMAC { releaseAddresses(of: nic) }
            place(nic)
        }
    }

    public mutating func remove(_ id: PortID) {
        guard let old = ports.removeValue(forKey: id) else { return }
        changes.ports.insert(id)
        hostPorts[id.host]?.remove(id)
        if hostPorts[id.host]?.isEmpty == true { hostPorts[id.host] = nil }
        rebind(index.remove(old).union([id]))
    }
}
