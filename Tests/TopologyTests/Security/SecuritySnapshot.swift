import Topology

/// All that the graph says of groups at one time.
struct SecuritySnapshot: Equatable {
    struct NICView: Equatable {
        let groups: [GroupID]
        let isPoliced: Bool
        let identity: NICIdentity?
        /// What counts for it, where it counts at all.
        let stated: SecurityDefault?
    }

    var nics: [NICID: NICView] = [:]
    var groups: [GroupID: SecurityGroup] = [:]
    var addressSets: [AddressSetID: AddressSet] = [:]
    var served: Set<GroupMembership> = []
    var terms: [PeerTerm: [NICIdentity]] = [:]
    /// The networks whose tenant uses groups.
    var networks: [NetworkID: Bool] = [:]

    /// - Parameter terms: those that are asked for; there may be more than rules use.
    init(_ topology: Topology, terms: [PeerTerm], groups: [GroupID]) {
        for id in topology.nics.keys {
            let isPoliced = topology.isPoliced(id)
            nics[id] = NICView(
                groups: topology.groups(of: id), isPoliced: isPoliced, identity: topology.identity(of: id),
                stated: isPoliced ? topology.statedDefaults[id.tenant] : nil)
        }
        self.groups = topology.groups
        addressSets = topology.addressSets
        for group in groups {
            for host in topology.hosts(of: group) { served.insert(GroupMembership(group: group, host: host)) }
        }
        for term in terms { self.terms[term] = topology.identities(meeting: term) }
        for id in topology.networks.keys { networks[id] = topology.usesGroups(id.tenant) }
    }

    /// The same by the naive meaning.
    init(naive: NaiveSecurity, terms: [PeerTerm], groups: [GroupID]) {
        let topology = naive.topology
        for nic in topology.nics.values {
            let isPoliced = naive.isPoliced(nic)
            nics[nic.id] = NICView(
                groups: naive.groups(of: nic), isPoliced: isPoliced, identity: naive.identity(of: nic),
                stated: isPoliced ? topology.statedDefaults[nic.id.tenant] : nil)
        }
        self.groups = topology.groups
        addressSets = topology.addressSets
        for group in groups {
            for host in naive.hosts(of: group) { served.insert(GroupMembership(group: group, host: host)) }
        }
        let identities = Set(topology.nics.values.compactMap(naive.identity)).sorted()
        for term in terms { self.terms[term] = identities.filter { $0.terms.contains(term) } }
        for id in topology.networks.keys { networks[id] = naive.usesGroups(id.tenant) }
    }

    /// What differs and is not named, in words.
    func differences(from before: SecuritySnapshot, notIn changes: ChangeSet) -> [String] {
        unnamed("nic", nics, before.nics, changes.nics) + unnamed("group", groups, before.groups, changes.groups)
            + unnamed("address set", addressSets, before.addressSets, changes.addressSets)
            + unnamed("term", terms, before.terms, changes.terms)
            + unnamed("network", networks, before.networks, changes.networks)
            + served.symmetricDifference(before.served).subtracting(changes.groupHosts).map { "served \($0)" }
    }

    private func unnamed<ID: Hashable, Value: Equatable>(
        _ kind: String, _ new: [ID: Value], _ old: [ID: Value], _ named: Set<ID>
    ) -> [String] {
        Set(new.keys).union(old.keys).filter { new[$0] != old[$0] && !named.contains($0) }.map { "\(kind) \($0)" }
    }
}
