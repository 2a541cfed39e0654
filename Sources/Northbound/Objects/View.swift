import Controller
import NetworkTypes
import Policy
import Topology

/// A snapshot with indexes that are made when first asked for; lives as long as one answer is made.
final class View {
    let snapshot: Snapshot
    /// Whose objects are shown; none shows everybody's.
    let tenant: String?

    init(_ snapshot: Snapshot, for role: Policy.Actor = .admin) {
        self.snapshot = snapshot
        if case .tenant(let tenant) = role { self.tenant = tenant } else { tenant = nil }
    }

    var topology: Topology { snapshot.topology }
    var policy: PolicySet { snapshot.policy }

    func shows(_ other: String) -> Bool { tenant == nil || tenant == other }

    /// The revision that brought a document's present text.
    func revision(of document: DocumentKey) -> UInt64? { snapshot.documentRevisions[document] }

    private(set) lazy var hosts: [HostID: HostView] = Dictionary(
        uniqueKeysWithValues: snapshot.hosts.map { ($0.id, $0) })

    private(set) lazy var tunnels: [ObjectKey: Tunnel] = Dictionary(
        uniqueKeysWithValues: topology.tunnels().map { (ObjectKey(name: $0.name), $0) })

    /// NICs by VM, each sorted.
    private(set) lazy var vms: [ObjectKey: [NICID]] = {
        var vms: [ObjectKey: [NICID]] = [:]
        for nic in topology.nics.keys.sorted() {
            vms[ObjectKey(tenant: nic.tenant, name: nic.vm), default: []].append(nic)
        }
        return vms
    }()

    /// NICs by network, each sorted.
    private(set) lazy var members: [NetworkID: [NICID]] = {
        var members: [NetworkID: [NICID]] = [:]
        for nic in topology.nics.values.sorted(by: { $0.id < $1.id }) {
            members[nic.network, default: []].append(nic.id)
        }
        return members
    }()

    /// Made when a group is first asked for.
    private(set) lazy var groupMembers = GroupMembers(topology)

    private(set) lazy var networkByVNI: [Int: NetworkID] = Dictionary(
        topology.networks.values.map { (Int($0.vni.rawValue), $0.id) }, uniquingKeysWith: min)

    /// Ports that carry nothing, sorted.
    private(set) lazy var quarantined: [PortID] = {
        let served = Set(topology.activePort.values)
        return topology.ports.keys.filter { !served.contains($0) }.sorted()
    }()

    /// The first port at which each NIC is one of several candidates.
    private(set) lazy var contested: [NICID: PortID] = {
        var contested: [NICID: PortID] = [:]
        for port in quarantined {
            guard case .ambiguous(let nics, _) = topology.bindings[port] else { continue }
            for nic in nics where contested[nic] == nil { contested[nic] = port }
        }
        return contested
    }()

    /// Whether some host says which VM is behind a port, so that binding by name can work.
    private(set) lazy var hasInventory = topology.ports.values.contains { $0.vmName != nil }
}
