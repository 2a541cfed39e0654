import JSON
import NetworkTypes
import Policy
import Topology

extension Noun {
    static let vnis = Noun(
        plural: "vnis", singular: "vni", scope: .fabric,
        columns: [
            .init("VNI", "name"), .init("TENANT", "tenant"), .init("NETWORK", "status.network"),
            .init("HOSTS", "status.hosts"),
        ],
        keys: { view, _ in view.networkByVNI.keys.sorted().map { ObjectKey(number: $0) } },
        object: { view, key in
            guard let network = view.networkByVNI[key.number] else { return nil }
            return APIObject(
                name: String(key.number), tenant: network.tenant,
                status: [
                    "network": .string(network.name),
                    "hosts": .texts(view.topology.members(of: network).sorted()),
                ])
        },
        key: { name, _ in Int(name).map { ObjectKey(number: $0) } })
}
