import Compiler
import OpenFlow
import Pipeline
import Topology

extension Controller {
    /// Lists what a read-back found other than Weft had left it.
    ///
    /// After a connection the switch may have been restarted, or documents may have changed meanwhile: only what is nobody's
    /// business there is drift then.
    func tellDrift(_ batch: ModificationBatch, from readBack: ReadBack, on host: HostID) {
        let reason = hosts[host]?.flows.audit.readBackReason
        hosts[host]?.flows.audit.readBackReason = nil
        var records: [DriftRecord] = []
        for index in 0..<batch.count {
            switch batch.modification(at: index) {
            case .flow(let change): flowDrift(change, readBack, isWatched: reason != nil).map { records.append($0) }
            case .group(let change):
                if reason != nil, let record = groupDrift(change, readBack) { records.append(record) }
            case .meter(let change):
                if reason != nil { records.append(meterDrift(change, readBack)) }
            }
        }
        tellDrift(records, on: host)
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
        if let found { return .changed(found, to: flow, owner, .readBack) }
        return DriftRecord(
            .flowMissing, .readBack, wanted: change.flow.description, owner: owner, action: "added again")
    }

    private func meterDrift(_ change: MeterModification, _ readBack: ReadBack) -> DriftRecord {
        let found = readBack.meters[change.meter.id]?.decoded().description
        let wanted = change.meter.description
        return switch change.command {
        case .add: DriftRecord(.meterMissing, .readBack, wanted: wanted, action: "added again")
        case .modify: DriftRecord(.meterChanged, .readBack, found: found, wanted: wanted, action: "replaced")
        case .delete: DriftRecord(.meterForeign, .readBack, found: found ?? wanted, action: "deleted")
        }
    }

    private func groupDrift(_ change: GroupModification, _ readBack: ReadBack) -> DriftRecord? {
        let found = readBack.groups[change.group.id]?.decoded().description
        let wanted = change.group.description
        switch change.command {
        case .add: return DriftRecord(.groupMissing, .readBack, wanted: wanted, action: "added again")
        case .modify: return DriftRecord(.groupChanged, .readBack, found: found, wanted: wanted, action: "replaced")
        default: return DriftRecord(.groupForeign, .readBack, found: found ?? wanted, action: "deleted")
        }
    }
}
