import Controller
import Policy
import Topology

/// What stands between a declared NIC and its traffic.
struct NICState {
    /// The most telling of its conditions, in one word.
    let phase: String
    let conditions: [Condition]
    /// Served by a host that has everything it should have.
    let isReady: Bool
}

extension View {
    func state(of nic: NIC) -> NICState {
        var conditions: [Condition] = []
        var phase: String
        var isReady = false
        if let port = topology.activePort[nic.id] {
            conditions.append(
                Condition(
                    "Bound", true, topology.bindings[port]?.evidence?.rawValue ?? "bound", "served on \(port)"))
            if topology.placement(of: nic.id) != nil {
                phase = "Bound"
                conditions.append(readiness(on: port.host))
                isReady = conditions.last?.isTrue ?? false
            } else {
                phase = "NotReady"
                conditions.append(notPlaced(nic, port))
            }
        } else {
            let absence = absence(of: nic)
            phase = absence.reason
            conditions.append(absence)
            conditions.append(Condition("Ready", false, absence.reason, "no host serves it"))
        }
        if topology.knownAddresses(of: nic.id).allSatisfy({ $0.origin == .linkLocal }) {
            if phase == "Bound" { phase = "NoAddress" }
            conditions.append(
                Condition(
                    "NoAddress", true, "NoKnownAddress",
                    "no address is known, so no IP traffic passes but link-local IPv6"))
        }
        return NICState(phase: phase, conditions: conditions, isReady: isReady)
    }

    private func readiness(on host: HostID) -> Condition {
        switch hosts[host]?.phase {
        case .ready: Condition("Ready", true, "HostReady", "host \(host) has everything that it should have")
        case .degraded: Condition("Ready", false, "HostDegraded", "the switch of host \(host) refused a part")
        case .syncing: Condition("Ready", false, "HostSyncing", "host \(host) is being brought up to date")
        case .away, nil:
            Condition("Ready", false, "HostAway", "host \(host) is away; what it has last been told stands")
        }
    }

    private func notPlaced(_ nic: NIC, _ port: PortID) -> Condition {
        if topology.servedPort(of: nic.id) == nil {
            return Condition("Ready", false, "PortNotOpen", "port \(port) has no OpenFlow number yet")
        }
        if let holder = topology.holderOfMAC(of: nic.id), let mac = topology.mac(of: nic) {
            return Condition(
                "Ready", false, "DuplicateMAC",
                "port \(port) says MAC address \(mac), which is \(holder)'s in this network")
        }
        return Condition("Ready", false, "NoMAC", "neither its entry nor port \(port) says its MAC address")
    }

    /// Why no port is bound to it.
    private func absence(of nic: NIC) -> Condition {
        if let port = contested[nic.id] {
            return Condition(
                "Bound", false, "Ambiguous", "port \(port) matches several entries: \(candidates(at: port))")
        }
        if nic.interfaceID == nil {
            let isNamedOnly = !topology.hosts.isEmpty && topology.hosts.values.allSatisfy { $0.bindingMode == .api }
            if isNamedOnly {
                return Condition(
                    "Bound", false, "NoInventory", "every host has `binding: api`, and the entry names no iface-id")
            }
            if nic.mac == nil && !hasInventory {
                return Condition(
                    "Bound", false, "NoInventory",
                    "the entry has neither mac nor iface-id, and no host tells the names of its VMs")
            }
        }
        return Condition("Bound", false, "NotSeen", "no port of any host matches the entry")
    }

    /// The entries that match a port, without those of tenants that are not shown.
    func candidates(at port: PortID) -> String {
        guard case .ambiguous(let nics, _) = topology.bindings[port] else { return "-" }
        let shown = nics.filter { shows($0.tenant) }
        var parts = shown.prefix(8).map { id in
            let place = policy.nic(.init(vm: id.vm, index: id.index), ofTenant: id.tenant)?.declaration.position
            return place.map { "\(id) (\($0))" } ?? id.description
        }
        if shown.count > 8 { parts.append("\(shown.count - 8) more") }
        if shown.count < nics.count { parts.append("another tenant's") }
        return parts.joined(separator: ", ")
    }
}
