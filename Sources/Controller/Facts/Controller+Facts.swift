import NetworkTypes
import Policy
import Topology

// Facts are not derived state (DESIGN.md 5.1): they are stored, and stand until the host reports again.

extension Controller {
    /// Writes the facts of hosts that changed since the last write, with the numbers of NICs that were discovered; one write
    /// at a time, the newest wins.
    func storeFacts() {
        let isNew = !hostsWithNewFacts.isEmpty || !documents.allocator.newAllocations.isEmpty
        guard writes.factsToken == nil, writes.running == nil, writes.failure == nil, isNew else { return }
        var write = StoreWrite()
        write.allocations = documents.allocator.newAllocations
        write.counters = documents.allocator.newCounters
        documents.allocator.settle()
        for host in hostsWithNewFacts.sorted() {
            let bytes = hosts[host].map { facts(of: $0).encoded }
            guard bytes != hosts[host]?.storedFacts || bytes == nil else { continue }
            if let bytes { hosts[host]?.storedFacts = bytes }
            write.facts.append((StoredFacts.key(host), bytes))
        }
        hostsWithNewFacts = []
        guard !write.facts.isEmpty || !write.allocations.isEmpty else { return }
        let token = makeID()
        writes.factsToken = token
        emit(.store(write, token: token))
    }

    private func facts(of state: HostState) -> StoredFacts {
        let ports = topology.ports(on: state.id).compactMap { topology.ports[$0] }
        var served: [String: NICID] = [:]
        var addresses: [NICID: [KnownAddress]] = [:]
        for port in ports {
            if case .nic(let nic, _) = topology.bindings[port.id], topology.activePort[nic] == port.id {
                served[port.id.name] = nic
                addresses[nic] = topology.boundAddresses[nic]
            }
        }
        return StoredFacts(
            systemID: state.systemID, openVSwitchVersion: state.openVSwitchVersion, ports: ports, served: served,
            addresses: addresses, pickingUp: Set(served.values.filter(topology.isPickingUp)))
    }

    /// Takes up the documents and the last known facts, and compiles; every host counts as away until it reports.
    func restore(_ stored: StoredState) {
        declare(documents.policy, replacing: PolicySet(), keys: documents.policy.keys)
        for host in hosts.ids { topology.setAway(true, host) }
        var served: [(NICID, PortID)] = []
        var addresses: [(NICID, HostID, [KnownAddress])] = []
        for host in hosts.ids {
            guard let bytes = stored.facts[StoredFacts.key(host)], let facts = StoredFacts(bytes, host: host) else {
                continue
            }
            hosts[host]?.systemID = facts.systemID
            hosts[host]?.openVSwitchVersion = facts.openVSwitchVersion
            hosts[host]?.storedFacts = bytes
            for port in facts.ports { topology.update(port) }
            addresses += facts.addresses.map { ($0.key, host, $0.value) }
            pickUps.restored += facts.pickingUp.sorted()
            served += facts.served.map { ($0.value, PortID(host: host, name: $0.key)) }
        }
        discoverNICs(known: Dictionary(served.map { ($0.1, $0.0) }) { first, _ in first })
        for (nic, port) in served.sorted(by: { $0.1 < $1.1 }) { topology.restoreActivePort(port, of: nic) }
        // Of a NIC that moved, the host that serves it knows best.
        for (nic, host, bound) in addresses.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) })
        where topology.activePort[nic]?.host == host {
            for entry in bound { topology.bind(entry, to: nic) }
        }
        isRestoring = true
        for nic in pickUps.restored { topology.setPickingUp(true, nic) }
        compileChanges()
        isRestoring = false
        // Nobody is connected yet: whoever comes gets the whole state, not this change.
        pending = PendingChanges()
        hostsWithNewFacts = []
    }
}
