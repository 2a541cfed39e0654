import Controller
import JSON
import Policy
import Topology

/// In which form the topology is drawn, and whose.
struct TopologyQuery: Sendable {
    enum Format: String, CaseIterable, Sendable {
        case json, dot, svg, table
    }

    let format: Format
    /// One tenant's networks and what serves them; none draws everything.
    let tenant: String?
    /// A tenant asks: hosts, ports and tunnels are not shown.
    let hidesFabric: Bool

    init(_ request: APIRequest) throws(Problem) {
        let name = request.parameter("format") ?? "json"
        guard let format = Format(rawValue: name) else {
            let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badRequest("format: expected one of \(known)")
        }
        self.format = format
        switch request.asker.role {
        case .admin:
            tenant = request.parameter("tenant")
            hidesFabric = false
        case .tenant(let own):
            if let asked = request.parameter("tenant"), asked != own {
                throw .notFound("there is no tenant \(asked.onOneLine)")
            }
            tenant = own
            hidesFabric = true
        }
    }

    func answer(_ snapshot: Snapshot) -> APIResponse {
        if let tenant, !snapshot.policy.tenants.contains(tenant) {
            return Problem.notFound("there is no tenant \(tenant.onOneLine)").response
        }
        switch format {
        case .json: return APIResponse(graph(snapshot).json)
        case .dot: return APIResponse(text: graph(snapshot).dot, type: "text/vnd.graphviz; charset=utf-8")
        case .svg: return APIResponse(text: TopologyDrawing(picture(snapshot)).svg, type: "image/svg+xml")
        case .table: return APIResponse(text: picture(snapshot).tree)
        }
    }

    private func picture(_ snapshot: Snapshot) -> TopologyPicture {
        TopologyPicture(snapshot, tenant: tenant, hidesFabric: hidesFabric)
    }

    private func graph(_ snapshot: Snapshot) -> Graph {
        var graph = snapshot.topology.graph(tenant: tenant)
        guard hidesFabric else { return graph }
        graph.nodes.removeAll { ![.vm, .nic, .network].contains($0.kind) }
        graph.edges.removeAll { ![.owns, .joins].contains($0.kind) }
        return graph
    }
}
