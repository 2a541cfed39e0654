import Compiler
import NetworkTypes
import OpenFlow
import Policy
import Topology

extension Controller {
    /// The present state; its tables are shared with the core until one of them changes.
    func snapshot() -> Snapshot {
        Snapshot(
            revision: documents.revision, policy: documents.policy, documentRevisions: documents.revisions,
            topology: topology, engine: engine,
            hosts: hosts.values.sorted { $0.id < $1.id }.map(view), pendingHosts: pendingHosts(),
            events: Array(events.newest), wallTime: wallTime,
            statistics: .init(
                unitsComputed: engine.unitsComputed, unitsOfLastChange: unitsOfLastChange, rollouts: rolloutsStarted))
    }

    private func view(_ host: HostState) -> HostView {
        var isDatabaseConnected = false
        var awayReason: String?
        switch host.database {
        case .live(let live): isDatabaseConnected = live.isLoaded
        case .away(_, let reason): awayReason = reason
        }
        let networks = topology.networks(on: host.id)
        return HostView(
            id: host.id, number: host.number, phase: phase(of: host, isDatabaseConnected),
            management: host.declaration.management.description, vtep: host.declaration.vtep, systemID: host.systemID,
            openVSwitchVersion: host.openVSwitchVersion, datapathID: host.datapathID,
            isDatabaseConnected: isDatabaseConnected, awayReason: awayReason,
            openFlowVersion: host.flows.version.map { "\($0)" },
            desiredFlows: engine.desired(for: host.id).reduce(1) { $0 + $1.flows.count },
            nics: networks.reduce(0) { $0 + topology.nics(in: Membership(network: $1, host: host.id)).count },
            networks: networks.count, modificationsSent: host.flows.modificationsSent,
            labels: host.declaration.labels, findings: host.findings, refusals: refusals(of: host))
    }

    private func phase(of host: HostState, _ isDatabaseConnected: Bool) -> HostView.Phase {
        guard isDatabaseConnected || host.flows.session != nil else { return .away }
        guard isDatabaseConnected, host.flows.isSettled else { return .syncing }
        return host.flows.excluded.isEmpty ? .ready : .degraded
    }

    private func refusals(of host: HostState) -> [RefusalView] {
        host.flows.excluded.sorted { $0.key < $1.key }.compactMap { id, exclusion in
            guard let refusal = exclusion.refusal, let fragment = engine.fragments[id] else { return nil }
            return RefusalView(
                owner: fragment.owner, position: documents.policy.position(of: fragment.owner), error: refusal.error,
                member: refusal.member)
        }
    }

    private func pendingHosts() -> [PendingHostView] {
        pendingSessions.values.filter(\.isLoaded)
            .map {
                PendingHostView(systemID: $0.systemID ?? "-", peer: $0.peer, openVSwitchVersion: $0.openVSwitchVersion)
            }
            .sorted { ($0.systemID, $0.peer) < ($1.systemID, $1.peer) }
    }
}
