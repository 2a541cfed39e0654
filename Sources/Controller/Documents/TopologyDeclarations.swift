import NetworkTypes
import Policy
import Topology

/// The graph's part of the documents: hosts, networks, NICs and groups with their numbers.
struct TopologyDeclarations {
    let policy: PolicySet
    let allocator: Allocator

    init(_ policy: PolicySet, _ allocator: Allocator) {
        self.policy = policy
        self.allocator = allocator
    }

    /// Removes what these documents named before and nothing names any more, and brings the rest up to date.
    func apply(_ keys: [DocumentKey], to topology: inout Topology, replacing old: PolicySet) {
        for document in keys.compactMap({ old[$0] }) { remove(document, from: &topology) }
        let documents = keys.compactMap { policy[$0] }
        for host in documents.flatMap({ $0.fabric?.hosts ?? [] }) { if let node = node(host) { topology.update(node) } }
        for document in documents {
            for network in document.networks {
                if let node = node(document.key.tenant, network) { topology.update(node) }
            }
        }
        for document in documents {
            for nic in document.nics { if let node = node(document.key.tenant, nic) { topology.update(node) } }
        }
        // Exceptions that came or went, for NICs that may stand in documents that did not change.
        for document in keys.compactMap({ old[$0] }) + documents {
            for exception in document.exceptions {
                guard let nic = policy.nic(exception.nic, ofTenant: document.key.tenant)?.declaration,
                    let node = node(document.key.tenant, nic)
                else { continue }
                topology.update(node)
            }
        }
        applySecurity(keys, to: &topology, replacing: old)
    }

    private func remove(_ document: PolicyDocument, from topology: inout Topology) {
        let tenant = document.key.tenant
        for nic in document.nics where policy.nic(nic.name, ofTenant: tenant) == nil {
            topology.remove(NICID(nic, tenant: tenant))
        }
        for network in document.networks where policy.network(network.name, ofTenant: tenant) == nil {
            topology.remove(NetworkID(tenant: tenant, name: network.name))
        }
        for host in document.fabric?.hosts ?? [] where policy.host(host.name) == nil {
            topology.remove(HostID(host.name))
        }
    }

    private func node(_ host: HostDeclaration) -> Host? {
        guard let number = allocator.number(.host, host.name) else { return nil }
        return Host(
            id: HostID(host.name), number: UInt32(number), vtep: host.vtep,
            bindingMode: host.bindingMode == .api ? .api : .host, labels: host.labels)
    }

    private func node(_ tenant: String, _ network: NetworkDeclaration) -> Network? {
        let id = NetworkID(tenant: tenant, name: network.name)
        guard let vni = allocator.number(.vni, id.description) else { return nil }
        return Network(
            id: id, vni: VNI(UInt32(vni)), kind: network.kind == .isolated ? .isolated : .overlay,
            subnets: network.subnets.map {
                .init(prefix: $0.prefix, gateway: $0.gateway, isAutoconfigured: $0.isAutoconfigured)
            },
            addressMode: network.addressMode == .learned ? .learned : .declared,
            profile: allocator.number(.profile, id.description).map(Self.profile))
    }

    private func node(_ tenant: String, _ nic: NICDeclaration) -> NIC? {
        let id = NICID(nic, tenant: tenant)
        guard let number = allocator.number(.nic, id.description) else { return nil }
        return NIC(
            id: id, number: UInt32(number),
            network: NetworkID(tenant: nic.network.tenant ?? tenant, name: nic.network.name), mac: nic.mac,
            interfaceID: nic.interfaceID, addresses: nic.addresses,
            exceptions: Set(policy.exception(for: nic.name, ofTenant: tenant)?.declaration.addresses ?? []).sorted(),
            labels: nic.labels)
    }

    /// The code that joins a port to the network by its profile: short, as libvirt takes at most 39 characters.
    private static func profile(_ number: UInt64) -> String { "n-" + String(number, radix: 32) }
}
