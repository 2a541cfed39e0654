import Compiler
import NetworkTypes
import OpenFlow
import Policy
import Topology

extension Controller {
    /// The present state; its tables are shared with the core until one of them changes.
    func snapshot() -> Snapshot {
        // One copy for all: a method of the class would make one each time.
        let topology = topology
        let split = SplitNetworks(topology)
        let busy = busyHosts
        return Snapshot(
            revision: documents.revision, policy: documents.policy, documentRevisions: documents.revisions,
            topology: topology, engine: engine,
            hosts: hosts.ids.compactMap { hosts[$0] }.map {
                view($0, topology, split, isBusy: busy.contains($0.id))
            },
            pendingHosts: pendingHosts(),
            events: Array(events.newest), wallTime: wallTime,
            statistics: .init(
                unitsComputed: engine.unitsComputed, unitsOfLastChange: unitsOfLastChange, rollouts: rolloutsStarted,
                pendingEnded: pendingEnded))
    }

    private func view(
        _ host: HostState, _ topology: Topology, _ split: SplitNetworks, isBusy: Bool
    ) -> HostView {
        var isDatabaseConnected = false
        var awayReason: String?
        switch host.database {
        case .live(let live): isDatabaseConnected = live.isLoaded
        case .away(_, let reason): awayReason = reason
        }
        let networks = topology.networks(on: host.id)
        return HostView(
            id: host.id, number: host.number, phase: phase(of: host, isDatabaseConnected, isBusy: isBusy),
            management: host.declaration.management.description, vtep: host.declaration.vtep, systemID: host.systemID,
            openVSwitchVersion: host.openVSwitchVersion, datapathID: host.datapathID,
            isDatabaseConnected: isDatabaseConnected, awayReason: awayReason,
            openFlowVersion: host.flows.version.map { "\($0)" },
            desiredFlows: 1 + (engine.tallies[host.id]?.flows ?? 0),
            nics: topology.servedCount(on: host.id),
            networks: networks.count, modificationsSent: host.flows.modificationsSent,
            checks: host.flows.audit.checks, labels: host.declaration.labels,
            findings: findings(of: host) + [split.finding(of: host, networks)].compactMap(\.self),
            refusals: refusals(of: host),
            drift: drift(of: host), driftCount: host.drift.count, falseRemovals: host.falseRemovals)
    }

    /// - Parameter isBusy: it is to be told something yet.
    private func phase(of host: HostState, _ isDatabaseConnected: Bool, isBusy: Bool) -> HostView.Phase {
        if host.flows.phase == .deposed { return .degraded }
        guard isDatabaseConnected || host.flows.session != nil else { return .away }
        if host.shortage != nil { return .degraded }
        guard isDatabaseConnected, host.flows.isSettled, !isBusy else { return .syncing }
        return host.flows.excluded.isEmpty ? .ready : .degraded
    }

    /// What is wrong with its rows, who else is its controller, and what others changed lately.
    private func findings(of host: HostState) -> [Finding] {
        var findings = host.findings + [host.roleFinding, host.shortage, host.surplus].compactMap(\.self)
        let recent = host.drift.records.filter { $0.wallTime + Self.recently > wallTime }
        guard let newest = recent.last else { return findings }
        let contested = host.pace.isContested ? "; it goes on, and is put right every few seconds" : ""
        findings.append(
            Finding(
                .warning, "drift",
                "\(recent.count == 1 ? "1 change" : "\(recent.count) changes") by others in the last hour, the newest: \(newest.summary): \(newest.action)\(contested)"
            ))
        return findings
    }

    /// One hour, in milliseconds.
    private static let recently: UInt64 = 3_600_000

    private func drift(of host: HostState) -> [DriftView] {
        host.drift.records.reversed().map { record in
            DriftView(record: record, position: record.owner.flatMap { documents.policy.position(of: $0) })
        }
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
