import JSON
import NetworkTypes
import Policy
import Topology

extension Noun {
    /// What `nics?unbound=1` lists: ports that are quarantined, with the reason.
    static let unboundPorts = Noun(
        plural: "nics", singular: "nic", scope: .tenant,
        columns: [
            .init("NAME", "name"), .init("HOST", "status.host"), .init("PORT", "status.port"),
            .init("MAC", "status.mac"), .init("VM", "status.vm"), .init("STATUS", "status.phase"),
            .init("REASON", "status.reason"), .init("IFACE-ID", "status.iface-id", wide: true),
            .init("PROFILE", "status.profile", wide: true), .init("OFPORT", "status.ofport", wide: true),
        ],
        keys: { view, tenant in
            view.quarantined.filter { view.concerns($0, tenant) }.map { ObjectKey(tenant: $0.host.name, name: $0.name) }
        },
        object: { view, key in view.unboundPort(PortID(host: HostID(key.tenant), name: key.name)) },
        key: { _, _ in nil })
}

extension View {
    /// A port that nothing is known about is the fabric's; one with several candidates concerns their tenants too.
    fileprivate func concerns(_ port: PortID, _ tenant: String?) -> Bool {
        guard let tenant else { return true }
        switch topology.bindings[port] {
        case .nic(let nic, _): return nic.tenant == tenant
        case .ambiguous(let nics, _): return nics.contains { $0.tenant == tenant }
        case .profile(let network): return network.tenant == tenant
        case .unknown, nil: return false
        }
    }

    fileprivate func unboundPort(_ id: PortID) -> APIObject? {
        guard let port = topology.ports[id] else { return nil }
        let (phase, reason) = quarantine(port)
        var status: JSONObject = ["phase": .string(phase), "reason": .string(reason)]
        status["host"] = .string(id.host.name)
        status["port"] = .string(id.name)
        status["ofport"] = port.number.map { .number(UInt64($0.rawValue)) } ?? .null
        status["mac"] = .text(port.attachedMAC)
        status["vm"] = .text(port.vmName)
        status["iface-id"] = .text(port.interfaceID)
        status["profile"] = .text(port.profile)
        return APIObject(name: id.description, status: status)
    }

    /// Why nothing passes a port.
    func quarantine(_ port: Port) -> (phase: String, reason: String) {
        switch topology.bindings[port.id] {
        case .nic(let nic, _):
            let place = topology.activePort[nic]?.description ?? "no port"
            return ("Standby", "\(nic) is served on \(place)")
        case .ambiguous: return ("Ambiguous", "several entries match: \(candidates(at: port.id))")
        case .profile(let network):
            let what =
                port.attachedMAC == nil ? "it has no attached-mac" : "no NIC of its own can be made for it (see events)"
            return ("Quarantined", "its profile names network \(network), and \(what)")
        case .unknown, nil:
            let isStrict = topology.hosts[port.id.host]?.bindingMode == .api
            return (
                "Quarantined",
                isStrict ? "its host has `binding: api`, and no entry has its iface-id" : "no entry matches it"
            )
        }
    }
}
