import JSON
import NetworkTypes
import Policy
import Topology

extension Noun {
    static let nics = Noun(
        plural: "nics", singular: "nic", scope: .tenant, columns: columns(declaredFor: "nics"),
        keys: { view, tenant in
            view.topology.nics.keys.filter { tenant == nil || $0.tenant == tenant }.sorted().map(ObjectKey.init)
        },
        object: { view, key in view.nic(NICID(tenant: key.tenant, vm: key.name, index: key.number)) },
        key: { name, tenant in
            // The hypervisor names the VM, and may use colons: the index is what follows the last one.
            guard let colon = name.lastIndex(of: ":"), let index = Int(name[name.index(after: colon)...]), index >= 0
            else { return nil }
            return ObjectKey(tenant: tenant, name: String(name[..<colon]), number: index)
        },
        related: { view, key in
            let id = NICID(tenant: key.tenant, vm: key.name, index: key.number)
            return [RelatedTable(title: "Groups", table: view.table(ofGroupsWith: id))]
        })
}

extension ObjectKey {
    init(_ nic: NICID) { self.init(tenant: nic.tenant, name: nic.vm, number: nic.index) }
}

extension View {
    fileprivate func nic(_ id: NICID) -> APIObject? {
        guard let nic = topology.nics[id] else { return nil }
        let declared = policy.nic(.init(vm: id.vm, index: id.index), ofTenant: id.tenant)
        var spec: JSONObject = ["vm": .string(id.vm), "index": .count(id.index)]
        spec["network"] = .string(nic.network.tenant == id.tenant ? nic.network.name : nic.network.description)
        spec["mac"] = nic.mac.map { .string($0.description) }
        spec["iface-id"] = nic.interfaceID.map { .string($0) }
        spec["addresses"] = .texts(nic.addresses)
        let state = state(of: nic)
        let port = topology.activePort[id]
        var status: JSONObject = ["phase": .string(state.phase)]
        status["mac"] = .text(topology.mac(of: nic))
        let known = topology.knownAddresses(of: id)
        status["addresses"] = .texts(
            known.filter { $0.origin != .linkLocal || nic.addresses.contains($0.address) }.map(\.address))
        status["addressOrigins"] = .array(
            known.map { ["address": .string($0.address.description), "origin": .string($0.origin.rawValue)] })
        if !nic.exceptions.isEmpty { status["allowedAddresses"] = .texts(nic.exceptions) }
        status["host"] = .text(port?.host)
        status["port"] = .text(port?.name)
        status["ofport"] = port.flatMap { topology.ports[$0]?.number }.map { .number(UInt64($0.rawValue)) } ?? .null
        status["evidence"] = port.flatMap { topology.bindings[$0] }?.evidence.map { .string($0.rawValue) } ?? .null
        status["conditions"] = .array(state.conditions.map(\.json))
        let generation = declared.flatMap { revision(of: $0.document) }
        if state.isReady { status["observedGeneration"] = generation.map { .number($0) } }
        return APIObject(
            name: "\(id.vm):\(id.index)", tenant: id.tenant, labels: nic.labels, generation: generation,
            document: declared?.document, position: declared?.declaration.position, section: "nics", spec: spec,
            status: status)
    }

    /// The NICs as a table for descriptions; long lists are cut.
    func table(ofNICs ids: [NICID]) -> TextTable {
        let shown = 50
        var table = TextTable(Noun.nics.columns.filter { !$0.isWide }.map(\.title))
        for id in ids.prefix(shown) {
            guard let object = nic(id) else { continue }
            table.rows.append(Noun.nics.row(object, wide: false))
        }
        if ids.count > shown { table.note = "and \(ids.count - shown) more" }
        return table
    }
}

extension PortBinding {
    /// What the port was bound by.
    var evidence: Evidence? {
        switch self {
        case .nic(_, let evidence), .ambiguous(_, let evidence): evidence
        case .profile: .profile
        case .unknown: nil
        }
    }
}
