import Compiler
import OpenFlow
import Pipeline
import Topology

extension Controller {
    /// Lists what a read-back found other than Weft had left it.
    ///
    /// After a connection the switch may have been restarted, or documents may have changed meanwhile: only what is nobody's
    /// business there is drift then.
    ///
    /// - Returns: how much that is.
    func tellDrift(_ batch: ModificationBatch, from readBack: ReadBack, on host: HostID) -> Int {
        let reason = hosts[host]?.flows.audit.readBackReason
        let changing = hosts[host]?.flows.audit.changing ?? []
        let isChanging = hostsReadBusy.contains(host)
        forgetReadBack(host)
        var records: [DriftRecord] = []
        let owners = reason == nil ? Owners() : owners(on: host)
        for index in 0..<batch.count {
            switch batch.modification(at: index) {
            case .flow(let change):
                if let cookie = Cookie(rawValue: change.flow.cookie), changing.contains(cookie) { break }
                flowDrift(change, readBack, isWatched: reason != nil).map { records.append($0) }
            case .group(let change):
                // Which fragment a group was of that is gone nobody knows any more.
                if reason != nil, !isChanging, let record = groupDrift(change, readBack, owners) {
                    records.append(record)
                }
            case .meter(let change):
                if reason != nil, !isChanging { records.append(meterDrift(change, readBack, owners)) }
            case .zoneFlush: break
            }
        }
        tellDrift(records, on: host)
        return records.count
    }

    private func flowDrift(_ change: FlowModification, _ readBack: ReadBack, isWatched: Bool) -> DriftRecord? {
        let flow = EncodedFlow(change.flow)
        let found = readBack.flows[flow.key]
        guard change.command == .add else {
            guard let found, isWatched || Cookie(rawValue: found.cookie) == nil else { return nil }
            return .foreign(found, .readBack)
        }
        guard isWatched else { return nil }
        if flow.table == Stage.marker.table {
            // Of a marker only the loss is news: another digest follows from what is listed besides.
            return found == nil
                ? DriftRecord(.flowMissing, .readBack, wanted: change.flow.description, action: "added again") : nil
        }
        let owner = Cookie(rawValue: flow.cookie).flatMap { engine.fragments[$0]?.owner }
        if let found, found == flow {
            let text = change.flow.description
            return DriftRecord(
                .flowChanged, .readBack, found: text, wanted: text, owner: owner, action: "written again with its meter"
            )
        }
        if let found { return .changed(found, to: flow, owner, .readBack) }
        return DriftRecord(
            .flowMissing, .readBack, wanted: change.flow.description, owner: owner, action: "added again")
    }

    /// Whose the groups and meters are that a host should have.
    private struct Owners {
        var groups: [UInt32: Owner] = [:]
        var meters: [UInt32: Owner] = [:]
    }

    private func owners(on host: HostID) -> Owners {
        var owners = Owners()
        for fragment in engine.desired(for: host) {
            for group in fragment.groups.entries { owners.groups[group.id] = fragment.owner }
            for meter in fragment.meters.entries { owners.meters[meter.id] = fragment.owner }
        }
        return owners
    }

    private func meterDrift(_ change: MeterModification, _ readBack: ReadBack, _ owners: Owners) -> DriftRecord {
        let owner = owners.meters[change.meter.id]
        let found = readBack.meters[change.meter.id]?.decoded().description
        let wanted = change.meter.description
        return switch change.command {
        case .add: DriftRecord(.meterMissing, .readBack, wanted: wanted, owner: owner, action: "added again")
        case .modify:
            DriftRecord(.meterChanged, .readBack, found: found, wanted: wanted, owner: owner, action: "replaced")
        case .delete: DriftRecord(.meterForeign, .readBack, found: found ?? wanted, action: "deleted")
        }
    }

    private func groupDrift(_ change: GroupModification, _ readBack: ReadBack, _ owners: Owners) -> DriftRecord? {
        let owner = owners.groups[change.group.id]
        let found = readBack.groups[change.group.id]?.decoded().description
        let wanted = change.group.description
        switch change.command {
        case .add: return DriftRecord(.groupMissing, .readBack, wanted: wanted, owner: owner, action: "added again")
        case .modify:
            return DriftRecord(.groupChanged, .readBack, found: found, wanted: wanted, owner: owner, action: "replaced")
        default: return DriftRecord(.groupForeign, .readBack, found: found ?? wanted, action: "deleted")
        }
    }
}
