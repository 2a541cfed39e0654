import Controller
import JSON
import NetworkTypes
import Policy
import Topology

extension Noun {
    static let tunnels = Noun(
        plural: "tunnels", singular: "tunnel", scope: .fabric,
        columns: [
            .init("FROM", "status.from"), .init("TO", "status.to"), .init("VTEPS", "status.vteps"),
            .init("NETWORKS", "status.networks"), .init("STATUS", "status.phase"),
        ],
        keys: { view, _ in view.tunnels.keys.sorted() },
        object: { view, key in view.tunnels[key].map(view.object) },
        key: { name, _ in ObjectKey(name: name) })
}

extension View {
    fileprivate func object(of tunnel: Tunnel) -> APIObject {
        let ends = [tunnel.first, tunnel.second]
        let vteps = ends.map { topology.hosts[$0]?.vtep?.description ?? "-" }
        let isReady = ends.allSatisfy { hosts[$0]?.phase == .ready }
        let phase = vteps.contains("-") ? "NoVTEP" : isReady ? "Ready" : "Pending"
        return APIObject(
            name: tunnel.name,
            status: [
                "phase": .string(phase), "from": .string(tunnel.first.name), "to": .string(tunnel.second.name),
                "vteps": .texts(vteps), "networks": .texts(tunnel.networks),
            ])
    }
}

extension Tunnel {
    /// Its ends, joined by a character that host names do not have.
    var name: String { "\(first):\(second)" }
}
