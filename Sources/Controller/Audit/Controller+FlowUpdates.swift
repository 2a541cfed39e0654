import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// What switches tell of changes that others made (DESIGN.md 5.7).

extension Controller {
    /// Asks a switch that just connected to tell what others change.
    func watch(_ host: HostID, _ session: SessionID) {
        let monitor = makeID()
        let forward = makeID()
        hosts[host]?.flows.audit.monitorRequest = monitor
        hosts[host]?.flows.audit.forwardRequest = forward
        emit(.openFlow(session, .monitorFlows(request: monitor)))
        emit(.openFlow(session, .forwardRequests(request: forward)))
    }

    /// Takes the answer to one of these requests; false when it belongs to none.
    func watching(_ host: HostID, _ request: UInt64, failure: String?) -> Bool {
        guard let audit = hosts[host]?.flows.audit else { return false }
        if audit.monitorRequest == request {
            hosts[host]?.flows.audit.monitorRequest = nil
            hosts[host]?.flows.audit.isMonitored = failure == nil
            if let failure { tellUnwatched(host, "flows", failure) }
        } else if audit.forwardRequest == request {
            hosts[host]?.flows.audit.forwardRequest = nil
            hosts[host]?.flows.audit.forwardsRequests = failure == nil
            if let failure { tellUnwatched(host, "groups", failure) }
        } else {
            return false
        }
        scheduleChecks(host)
        return true
    }

    private func tellUnwatched(_ host: HostID, _ what: String, _ failure: String) {
        note(
            .finding, "host/\(host)",
            "the switch of \(host) does not tell what others change in its \(what), which are looked at from time to time instead: \(failure)"
        )
    }

    func flowsChanged(_ host: HostID, _ updates: [FlowUpdate]) {
        for update in updates {
            switch update {
            case .ownChange: break
            case .paused: hosts[host]?.flows.audit.isPaused = true
            case .resumed:
                hosts[host]?.flows.audit.isPaused = false
                doubt(host, "the switch could not tell all changes of its flows")
            case .change(let change): flowChanged(host, change)
            }
        }
    }

    private func flowChanged(_ host: HostID, _ change: FlowUpdate.Change) {
        switch hosts[host]?.flows.phase {
        case .waitingForDatabase, .readingMarker, .inSync:
            guard hosts[host]?.flows.audit.doubt == nil else { return }
            if change.event == .removed, change.reason == Self.groupDeleted || change.reason == Self.meterDeleted {
                // It cannot be put back before what it used is there again.
                return doubt(host, "flows went with the group or meter that they use")
            }
            for flow in FlowBlock(readBack: [change.flow]).entries {
                let sighting: FlowAudit.Sighting = change.event == .removed ? .gone(flow) : .present(flow)
                hosts[host]?.flows.audit.note(sighting, of: flow.key, now: now)
            }
            hostsInDoubt.insert(host)
        case .readingFlows, .readingGroups, .readingMeters:
            // A switch answers a question at one moment, and tells in order: what it told before is in the answer, and what
            // it tells now is newer.
            for flow in FlowBlock(readBack: [change.flow]).entries {
                hosts[host]?.flows.readBack.flows[flow.key] = change.event == .removed ? nil : flow
            }
        default:
            // It will be read back.
            break
        }
    }

    func requestForwarded(_ host: HostID, _ forward: RequestForward) {
        switch forward.request {
        case .group(let change):
            let group = change.group.id == GroupModification.allGroups ? "all groups" : "group \(change.group.id)"
            doubt(host, "another controller changed \(group)")
        case .meter(let change):
            noteChange(ofMeter: change.meter.id, on: host)
            doubt(host, "another controller changed meter \(change.meter.id)")
        case .unknown: doubt(host, "another controller changed something")
        }
    }

    private func noteChange(ofMeter id: UInt32, on host: HostID) {
        // Any one, when a number stands for all.
        let ids = id <= NICMeter.maximumID ? [id] : engine.desired(for: host).flatMap { $0.meters.entries.map(\.id) }
        hosts[host]?.flows.audit.changedMeters.formUnion(ids)
    }

    /// What the switch has is not known for sure.
    func doubt(_ host: HostID, _ reason: String) {
        switch hosts[host]?.flows.phase {
        case .waitingForDatabase, .readingMarker, .inSync, .readingFlows, .readingGroups, .readingMeters:
            hosts[host]?.flows.audit.doubt(reason, now: now)
            hostsInDoubt.insert(host)
        default: break
        }
    }

    /// No flow of Weft's asks to be told of, so this is another's, or a lie. It changes nothing.
    func flowRemoved(_ host: HostID, _ removed: FlowRemoved) {
        hosts[host]?.falseRemovals += 1
        guard Cookie(rawValue: removed.cookie) != nil else { return }
        let flow = Flow(
            table: removed.table, priority: removed.priority, cookie: removed.cookie, match: removed.match,
            instructions: [])
        let record = DriftRecord(
            .falseRemoval, .flowRemoved, found: flow.textWithoutActions, action: "counted; nothing was changed")
        let isFirst = hosts[host]?.drift.records.last?.kind != .falseRemoval
        hosts[host]?.drift.append([record], wallTime: wallTime)
        if isFirst { note(.driftFound, "host/\(host)", "\(host): \(record.summary)") }
    }

    private static let groupDeleted: UInt16 = 3
    private static let meterDeleted: UInt16 = 4
}

extension Flow {
    /// For messages that tell of a flow without its actions.
    fileprivate var textWithoutActions: String {
        let text = self.text()
        return text.hasSuffix(" actions=drop") ? String(text.dropLast(" actions=drop".count)) : text
    }
}
