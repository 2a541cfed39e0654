import Controller
import JSON
import NetworkTypes
import Policy
import Topology

extension Noun {
    static let hosts = Noun(
        plural: "hosts", singular: "host", scope: .fabric, columns: columns(declaredFor: "hosts"),
        keys: { view, _ in
            // Hosts that no document names come after the others of their name; the number tells them apart.
            let pending = view.snapshot.pendingHosts.enumerated().map { ObjectKey(name: $1.systemID, number: $0 + 1) }
            return (view.snapshot.hosts.map { ObjectKey(name: $0.id.name) } + pending).sorted()
        },
        object: { view, key in
            key.number > 0
                ? view.pendingHost(key.number - 1) : view.host(HostID(key.name)) ?? view.pendingHost(key.name)
        },
        key: { name, _ in ObjectKey(name: name) },
        related: { view, key in
            let ports = view.topology.ports(on: HostID(key.name)).sorted()
            let nics = view.topology.activePort.filter { $0.value.host.name == key.name }.keys.sorted()
            var unbound = TextTable(["PORT", "STATUS", "REASON"])
            for id in ports where view.topology.activePort.isServed(id, view.topology.bindings[id]) == false {
                guard unbound.rows.count < 50, let port = view.topology.ports[id] else { continue }
                let (phase, reason) = view.quarantine(port)
                unbound.rows.append([id.name, phase, reason])
            }
            return [
                RelatedTable(title: "NICs", table: view.table(ofNICs: nics)),
                RelatedTable(title: "Quarantined ports", table: unbound),
                RelatedTable(title: "Changed by others", table: view.driftTable(HostID(key.name))),
            ]
        })
}

extension [NICID: PortID] {
    /// Whether a NIC is served on this port.
    fileprivate func isServed(_ port: PortID, _ binding: PortBinding?) -> Bool {
        guard case .nic(let nic, _) = binding else { return false }
        return self[nic] == port
    }
}

extension View {
    fileprivate func host(_ id: HostID) -> APIObject? {
        guard let host = hosts[id] else { return nil }
        let declared = policy.host(id.name)
        var spec: JSONObject = ["ovsdb": .string(host.management)]
        spec["system-id"] = declared?.declaration.systemID.map { .string($0) }
        spec["vtep"] = host.vtep.map { .string($0.description) }
        spec["datapath"] = declared?.declaration.datapath.map { .string($0.rawValue) }
        spec["binding"] = declared.map { .string($0.declaration.bindingMode.rawValue) }
        var status: JSONObject = ["phase": .string(host.phase.rawValue)]
        status["ovsdb"] = .string(host.isDatabaseConnected ? "Connected" : "Away")
        status["openflow"] = .text(host.shortOpenFlowVersion)
        status["ovs"] = .text(host.openVSwitchVersion)
        status["systemID"] = .text(host.systemID)
        status["datapathID"] = .string(host.datapathID.description)
        status["nics"] = .count(host.nics)
        status["networks"] = .count(host.networks)
        status["flows"] = .count(host.desiredFlows)
        status["modificationsSent"] = .count(host.modificationsSent)
        status["checks"] = .count(host.checks)
        status["drift"] = .number(host.driftCount)
        status["falseRemovals"] = .count(host.falseRemovals)
        status["findings"] = .array(host.allFindings.map(\.json))
        status["conditions"] = .array(conditions(of: host).map(\.json))
        let generation = declared.flatMap { revision(of: $0.document) }
        if host.phase == .ready { status["observedGeneration"] = generation.map { .number($0) } }
        return APIObject(
            name: id.name, labels: host.labels, generation: generation, document: declared?.document,
            position: declared?.declaration.position, spec: spec, status: status)
    }

    private func conditions(of host: HostView) -> [Condition] {
        let database =
            host.isDatabaseConnected
            ? Condition("DatabaseConnected", true, "Connected", "its ovsdb-server is connected")
            : Condition("DatabaseConnected", false, "Away", host.awayReason ?? "its ovsdb-server has not connected yet")
        let flow =
            host.shortOpenFlowVersion.map {
                Condition("SwitchConnected", true, "Connected", "its switch is connected, OpenFlow \($0)")
            } ?? Condition("SwitchConnected", false, "Away", "its switch is not connected")
        let ready =
            switch host.phase {
            case .ready: Condition("Ready", true, "InSync", "it has everything that it should have")
            case .syncing: Condition("Ready", false, "Syncing", "it is being brought up to date")
            case .degraded:
                Condition("Ready", false, "Degraded", "a part could not be brought to it; its findings say why")
            case .away: Condition("Ready", false, "Away", "it is not connected; what it has last been told stands")
            }
        return [ready, database, flow]
    }

    fileprivate func pendingHost(_ name: String) -> APIObject? {
        snapshot.pendingHosts.firstIndex { $0.systemID == name }.flatMap { pendingHost($0) }
    }

    fileprivate func pendingHost(_ index: Int) -> APIObject? {
        guard snapshot.pendingHosts.indices.contains(index) else { return nil }
        let host = snapshot.pendingHosts[index]
        let condition = Condition(
            "Ready", false, "Pending", "it dialled in from \(host.peer), and no document names it: it is not touched")
        var status: JSONObject = ["phase": "Pending", "ovsdb": "Connected"]
        status["ovs"] = .text(host.openVSwitchVersion)
        status["systemID"] = .string(host.systemID)
        status["peer"] = .string(host.peer)
        status["conditions"] = [condition.json]
        return APIObject(name: host.systemID, status: status)
    }
}

extension HostView {
    /// The number alone, as `1.5`.
    fileprivate var shortOpenFlowVersion: String? { openFlowVersion?.split(separator: " ").last.map(String.init) }
}
