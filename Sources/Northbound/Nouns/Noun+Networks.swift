import Controller
import JSON
import NetworkTypes
import Policy
import Topology

extension Noun {
    static let networks = Noun(
        plural: "networks", singular: "network", scope: .tenant, columns: columns(declaredFor: "networks"),
        keys: { view, tenant in
            view.topology.networks.keys.filter { tenant == nil || $0.tenant == tenant }.sorted()
                .map { ObjectKey(tenant: $0.tenant, name: $0.name) }
        },
        object: { view, key in view.network(NetworkID(tenant: key.tenant, name: key.name)) },
        key: { name, tenant in ObjectKey(tenant: tenant, name: name) },
        related: { view, key in
            let members = view.members[NetworkID(tenant: key.tenant, name: key.name)] ?? []
            return [RelatedTable(title: "NICs", table: view.table(ofNICs: members))]
        })
}

extension View {
    fileprivate func network(_ id: NetworkID) -> APIObject? {
        guard let network = topology.networks[id] else { return nil }
        let declared = policy.network(id.name, ofTenant: id.tenant)
        let document = declared?.document
        var spec: JSONObject = ["type": .string(network.kind.rawValue)]
        spec["vni"] = declared?.declaration.requestedVNI.map { .number(UInt64($0.rawValue)) }
        spec["address-mode"] = .string(network.addressMode.rawValue)
        spec["subnets"] = .array(network.subnets.map(\.json))
        let progress = progress(of: topology.members(of: id).sorted())
        var status: JSONObject = ["phase": progress.phase, "vni": .number(UInt64(network.vni.rawValue))]
        status["profile"] = .text(network.profile)
        status["nics"] = .count(members[id]?.count ?? 0)
        status["hosts"] = progress.json
        let generation = document.flatMap { revision(of: $0) }
        if progress.isComplete { status["observedGeneration"] = generation.map { .number($0) } }
        return APIObject(
            name: id.name, tenant: id.tenant, generation: generation, document: document,
            position: declared?.declaration.position, section: "networks", spec: spec, status: status)
    }
}

extension Network.Subnet {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["cidr": .string(prefix.description)]
        object["gateway"] = gateway.map { .string($0.description) }
        return .object(object)
    }
}
