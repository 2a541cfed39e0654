import NetworkTypes
import Topology

/// The graph as a unit sees it: reads are recorded, so that a change finds whom it concerns; those that find it by what it is
/// (`Engine.dirtyUnits`) need no record.
struct TrackedTopology {
    private let topology: Topology
    private var inputs = InputList()

    init(_ topology: Topology) { self.topology = topology }

    /// What was read since the last time.
    mutating func takeInputs() -> [Input] {
        defer { inputs = InputList() }
        return inputs.elements
    }

    mutating func host(_ id: HostID) -> Host? {
        inputs.insert(.host(id))
        return topology.hosts[id]
    }

    /// Whether flows may use the number of the host's tunnel port.
    mutating func hasTunnelPort(_ id: HostID) -> Bool {
        inputs.insert(.host(id))
        return topology.hosts[id]?.vtep != nil && !topology.tunnelPortTaken.contains(id)
    }

    mutating func network(_ id: NetworkID) -> Network? {
        inputs.insert(.network(id))
        return topology.networks[id]
    }

    /// A NIC that is served somewhere, with all that the pipeline needs of it.
    mutating func servedNIC(_ id: NICID) -> ServedNIC? {
        inputs.insert(.nic(id))
        guard let nic = topology.nics[id], topology.placement(of: id) != nil,
            let port = topology.servedPort(of: id), let number = port.number,
            let mac = topology.mac(of: nic)
        else { return nil }
        return ServedNIC(
            nic: nic, host: port.id.host, port: number, mac: mac,
            addresses: topology.knownAddresses(of: id).map(\.address), openness: topology.openness(of: id))
    }

    /// For the unit of the group's rules, which is found by it.
    func group(_ id: GroupID) -> SecurityGroup? { topology.groups[id] }

    /// Identities of those who meet a term that rules use.
    mutating func identities(meeting term: PeerTerm) -> [NICIdentity] {
        inputs.insert(.term(term))
        return topology.identities(meeting: term)
    }

    mutating func prefixes(of set: AddressSetID) -> Set<IPPrefix> {
        inputs.insert(.addressSet(set))
        return topology.addressSets[set]?.prefixes ?? []
    }

    /// A host that serves NICs which may be policed. For the unit of that, which is found by its memberships.
    func policingHost(_ id: HostID) -> Host? {
        guard topology.networks(on: id).contains(where: { topology.usesGroups($0.tenant) }) else { return nil }
        return topology.hosts[id]
    }

    /// Whether NICs of the network's tenant may be policed; for units that read the network, as this changes with it.
    func usesGroups(_ network: Network) -> Bool { topology.usesGroups(network.id.tenant) }

    /// What judges a NIC; nil when nothing does. For the NIC's own unit.
    func policy(of nic: NIC, in network: Network) -> ServedNIC.Policy? {
        guard topology.isPoliced(nic.id) else { return nil }
        let groups = topology.groups(of: nic.id).compactMap { topology.groups[$0] }
        return ServedNIC.Policy(
            groups: Dictionary(grouping: groups, by: \.tier).mapValues { $0.map(\.number) },
            stated: topology.statedDefaults[nic.id.tenant] ?? .unstated,
            isOwnNetwork: network.id.tenant == nic.id.tenant, picksUp: topology.isPickingUp(nic.id))
    }

    /// What rules can tell of a NIC. For the NIC's own unit.
    func identity(of nic: NICID) -> NICIdentity? { topology.identity(of: nic) }

    /// For the unit that replicates in this network, which is found by it.
    func members(of network: NetworkID) -> [HostID] {
        topology.members(of: network).sorted()
    }

    /// For the units of this membership, which are found by it.
    func isMember(_ membership: Membership) -> Bool { topology.isMember(membership) }

    /// Numbers of the network's NICs on the host, ascending; for the unit of their group, which is found by the membership. A
    /// NIC's number never changes.
    func localNICNumbers(_ membership: Membership) -> [UInt32] {
        topology.nics(in: membership).compactMap { topology.nics[$0]?.number }.sorted()
    }
}

extension ServedNIC {
    /// Its connection-tracking zone on its host: that of its port, whose number no other NIC has at the same time.
    var zone: UInt16 { UInt16(port.rawValue) }

    /// What judges a NIC.
    struct Policy {
        /// Numbers of the groups that it is in.
        let groups: [SecurityTier: [UInt32]]
        /// What counts where no rule decides.
        let stated: SecurityDefault
        /// Only NICs of its own tenant are in its network.
        let isOwnNetwork: Bool
        let picksUp: Bool

        func nic(_ served: ServedNIC) -> PolicedNIC {
            PolicedNIC(
                number: served.nic.number, port: served.port, groups: groups,
                byDefault: .init(stated, isOwnNetwork: isOwnNetwork), picksUp: picksUp)
        }
    }
}

/// A NIC with its place.
struct ServedNIC {
    let nic: NIC
    let host: HostID
    let port: PortNumber
    let mac: MACAddress
    /// Every single address that it is known to have, sorted.
    let addresses: [IPAddress]
    /// How it may get more.
    let openness: AddressOpenness

    /// What it may send from besides: an exception that is one of its own addresses adds nothing.
    var foreignPrefixes: [IPPrefix] {
        nic.exceptions.filter { prefix in
            prefix.length < prefix.address.bits || !addresses.contains(prefix.address)
        }
    }

    var usesIPv4: Bool {
        if case .anyUse = openness { return true }
        return addresses.contains(where: \.isV4) || nic.exceptions.contains(where: \.address.isV4)
    }
}
