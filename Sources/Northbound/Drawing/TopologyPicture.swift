import Controller
import NetworkTypes
import Policy
import Topology

/// What a drawing for people shows: networks with their members, hosts with their ports, tunnels; all sorted.
struct TopologyPicture {
    struct NetworkItem {
        let id: NetworkID
        let vni: String
        let kind: String
        let subnets: [String]
        let nics: [NICID]
        let hosts: [HostID]
    }

    struct PortItem {
        let name: String
        let number: String
        let nic: NICItem?
        /// Why nothing passes, for a port without NIC.
        let quarantine: String?
    }

    struct NICItem {
        let id: NICID
        let network: NetworkID
        let mac: String
        let addresses: [String]
        let phase: String
    }

    struct HostItem {
        let id: HostID
        let phase: HostView.Phase?
        let vtep: String?
        let version: String?
        let ports: [PortItem]
        let peers: [HostID]
    }

    private(set) var networks: [NetworkItem] = []
    private(set) var hosts: [HostItem] = []
    private(set) var pending: [PendingHostView] = []
    private(set) var tunnels: [Tunnel] = []
    /// Declared, and served nowhere.
    private(set) var absent: [NICItem] = []
    /// All NICs, where hosts are not shown that could show them.
    private(set) var nics: [NICItem] = []
    let hidesFabric: Bool

    init(_ snapshot: Snapshot, tenant: String?, hidesFabric: Bool) {
        self.hidesFabric = hidesFabric
        let view = View(snapshot, for: tenant.map { .tenant($0) } ?? .admin)
        networks = view.topology.networks.values.filter { view.shows($0.id.tenant) }.sorted { $0.id < $1.id }
            .map { view.item($0) }
        absent = view.topology.nics.values.sorted { $0.id < $1.id }
            .filter { view.shows($0.id.tenant) && view.topology.activePort[$0.id] == nil }.map { view.item($0) }
        guard !hidesFabric else {
            nics = view.topology.nics.values.sorted { $0.id < $1.id }.filter { view.shows($0.id.tenant) }
                .map { view.item($0) }
            return
        }
        let shown = Set(networks.map(\.id))
        tunnels = view.topology.tunnels().filter { tunnel in tunnel.networks.contains { shown.contains($0) } }
        var peers: [HostID: [HostID]] = [:]
        for tunnel in tunnels {
            peers[tunnel.first, default: []].append(tunnel.second)
            peers[tunnel.second, default: []].append(tunnel.first)
        }
        hosts = view.topology.hosts.values.sorted { $0.id < $1.id }.map { view.item($0, peers[$0.id] ?? []) }
        if tenant == nil { pending = snapshot.pendingHosts } else { hosts.removeAll(where: \.ports.isEmpty) }
    }
}

extension View {
    fileprivate func item(_ network: Network) -> TopologyPicture.NetworkItem {
        TopologyPicture.NetworkItem(
            id: network.id, vni: network.vni.description, kind: network.kind.rawValue,
            subnets: network.subnets.map(\.prefix.description), nics: members[network.id] ?? [],
            hosts: topology.members(of: network.id).sorted())
    }

    fileprivate func item(_ nic: NIC) -> TopologyPicture.NICItem {
        TopologyPicture.NICItem(
            id: nic.id, network: nic.network, mac: topology.mac(of: nic)?.description ?? "-",
            addresses: nic.addresses.map(\.description), phase: state(of: nic).phase)
    }

    fileprivate func item(_ host: Host, _ peers: [HostID]) -> TopologyPicture.HostItem {
        let ports = topology.ports(on: host.id).sorted().compactMap { topology.ports[$0] }.compactMap { item($0) }
        return TopologyPicture.HostItem(
            id: host.id, phase: hosts[host.id]?.phase, vtep: host.vtep?.description,
            version: hosts[host.id]?.openVSwitchVersion, ports: ports, peers: peers.sorted())
    }

    /// None for what is another tenant's, or nobody's, when one tenant's part is drawn.
    private func item(_ port: Port) -> TopologyPicture.PortItem? {
        let number = port.number?.description ?? "-"
        if case .nic(let id, _) = topology.bindings[port.id], topology.activePort[id] == port.id,
            let nic = topology.nics[id]
        {
            guard shows(id.tenant) else { return nil }
            return TopologyPicture.PortItem(name: port.id.name, number: number, nic: item(nic), quarantine: nil)
        }
        guard tenant == nil else { return nil }
        let (phase, reason) = quarantine(port)
        return TopologyPicture.PortItem(
            name: port.id.name, number: number, nic: nil, quarantine: "\(phase.lowercased()): \(reason)")
    }
}
