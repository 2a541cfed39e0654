import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// Reading a switch back, and the repair of what differs (DESIGN.md 5.5 and 5.6).

extension Controller {
    func takeFlows(_ host: HostID, _ request: UInt64, _ flows: [Flow], isLast: Bool) {
        if checkFlows(host, request, flows) { return }
        switch hosts[host]?.flows.phase {
        case .readingMarker(request): takeMarker(host, flows, isLast: isLast)
        case .readingFlows(request):
            for flow in FlowBlock(readBack: flows).entries {
                hosts[host]?.flows.readBack.flows[flow.key] = flow
            }
            guard isWithinLimit(host), isLast, let session = hosts[host]?.flows.session else { return }
            let next = makeID()
            hosts[host]?.flows.phase = .readingGroups(request: next)
            emit(.openFlow(session, .readGroups(request: next)))
        default:
            break
        }
    }

    func takeGroups(_ host: HostID, _ request: UInt64, _ groups: [Group], isLast: Bool) {
        if checkGroups(host, request, groups) { return }
        guard hosts[host]?.flows.phase == .readingGroups(request: request) else { return }
        for group in GroupBlock(readBack: groups).entries { hosts[host]?.flows.readBack.groups[group.id] = group }
        guard isWithinLimit(host), isLast, let session = hosts[host]?.flows.session else { return }
        let next = makeID()
        hosts[host]?.flows.phase = .readingMeters(request: next)
        emit(.openFlow(session, .readMeters(request: next)))
    }

    func takeMeters(_ host: HostID, _ request: UInt64, _ meters: [Meter], isLast: Bool) {
        if checkMeters(host, request, meters, isLast: isLast) { return }
        guard hosts[host]?.flows.phase == .readingMeters(request: request) else { return }
        for meter in MeterBlock(readBack: meters).entries { hosts[host]?.flows.readBack.meters[meter.id] = meter }
        if isWithinLimit(host), isLast { repair(host) }
    }

    /// What a switch may have at most when it is read back, so that one which goes on for ever costs a bounded memory.
    private func readBackLimit(of host: HostID) -> Int {
        var desired = 0
        for fragment in engine.desired(for: host) {
            desired += fragment.flows.count + fragment.groups.count + fragment.meters.count
        }
        return 2 * desired + configuration.readBackSpare
    }

    /// Whether what was read back so far is within the limit; else what is surely not wanted of it is deleted first.
    private func isWithinLimit(_ host: HostID) -> Bool {
        guard let readBack = hosts[host]?.flows.readBack, readBack.count > readBack.limit else { return true }
        deleteSurplus(host)
        return false
    }

    /// Lets hosts that wait begin to be read back, as far as the limit allows: once a turn, however many came, went and
    /// were done in it, as all hosts may do so at once.
    func startReadBacks() {
        guard isReadBackDue else { return }
        isReadBackDue = false
        let reading = hosts.ids {
            switch $0.flows.phase {
            case .readingFlows, .readingGroups, .readingMeters, .deletingSurplus: true
            default: false
            }
        }
        let waiting = hosts.ids { $0.flows.phase == .waitingForReadBack }
        for host in waiting.prefix(max(0, configuration.simultaneousReadBacks - reading.count)) {
            guard let session = hosts[host]?.flows.session else { continue }
            let request = makeID()
            hosts[host]?.flows.readBack = ReadBack(limit: readBackLimit(of: host))
            hosts[host]?.flows.audit.forget()
            hosts[host]?.flows.phase = .readingFlows(request: request)
            emit(.openFlow(session, .readFlows(table: nil, request: request)))
        }
    }
}

// MARK: - Repair

extension Controller {
    /// Sends what differs between what was read back and what should be, and nothing else.
    private func repair(_ host: HostID) {
        guard let session = hosts[host]?.flows.session, let readBack = hosts[host]?.flows.readBack else { return }
        let excluded = hosts[host]?.flows.excluded ?? [:]
        let changedMeters = hosts[host]?.flows.audit.changedMeters ?? []
        hosts[host]?.flows.audit.changedMeters = []
        let difference = HostDifference(
            readBack: readBack, desired: engine.desired(for: host), excluded: excluded,
            marker: Pipeline.marker(digest: desiredDigest(host)), changedMeters: changedMeters,
            knownZones: hosts[host]?.flows.knownZones ?? [:],
            version: hosts[host]?.flows.version ?? .v1_5)
        let isWatched = hosts[host]?.flows.audit.readBackReason != nil
        if difference.foreignFlows > 0, !isWatched {
            note(
                .flowsRepaired, "host/\(host)",
                "\(difference.foreignFlows) flows that are not Weft's are taken off \(host)")
        }
        let isBusy = hostsReadBusy.contains(host)
        let drift = tellDrift(difference.batch, from: readBack, on: host)
        surplusIsGone(host)
        let number = beginFromHere(host)
        // Of a host that changes meanwhile, not all that differs is somebody else's doing.
        let repairs = isBusy ? drift : difference.batch.count
        // Later programs queue behind this one in the session, so changes may go on at once.
        send(
            difference.batch, of: [], to: host, session, rollout: number, isLast: true,
            repairs: isWatched ? repairs : 0)
        log(
            .info, "A switch is brought to its desired state",
            ["host": host.name, "modifications": "\(difference.batch.count)"])
        isReadBackDue = true
    }

    /// What the switch has is not known any more: read it back, once all that is under way has ended.
    func readBackAgain(_ host: HostID) {
        guard hosts[host]?.flows.session != nil, hosts[host]?.flows.phase != .deposed else { return }
        let isQuiet = hosts[host]?.flows.inFlight.isEmpty == true
        hosts[host]?.flows.phase = isQuiet ? .waitingForReadBack : .draining
        hosts[host]?.flows.epoch = makeID()
        isReadBackDue = true
    }
}
