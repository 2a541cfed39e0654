import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// The second net: from time to time everything that a switch has is read and its digests are added up, one switch at a time.
// Nothing is held, and only when the sum is wrong is the switch read back for comparison (DESIGN.md 5.7).

extension Controller {
    /// Says when a host is to be checked next, spread by its number so that hosts that came together are checked apart.
    func scheduleChecks(_ host: HostID) {
        guard let state = hosts[host] else { return }
        let period = checkPeriod(of: host)
        let place = Int(truncatingIfNeeded: UInt64(state.number) &* 0x9e37_79b9 % 1024) + 1
        if state.flows.audit.checkAt == nil || !state.flows.audit.isMonitored {
            hosts[host]?.flows.audit.checkAt = now + period / 1024 * place
        }
        hosts[host]?.flows.audit.groupCheckAt =
            state.flows.audit.forwardsRequests ? nil : now + configuration.groupCheckPeriod
    }

    /// When the next check is due.
    var nextCheck: MonotonicTime? {
        guard hostInCheck == nil else { return nil }
        return hosts.nextCheck().map { max($0, checksRestUntil) }
    }

    func startCheck() {
        guard hostInCheck == nil, now >= checksRestUntil else { return }
        let late = hosts.checksWanted(at: now)
        guard !late.isEmpty || !hosts.checksDue(at: now).isEmpty else { return }
        let busy = busyHosts
        note(busy, among: late)
        let states = hosts.checksDue(at: now).compactMap { hosts[$0] }
        if let state = states.first(where: { $0.lateCheck(periods).map { $0 <= now } ?? false }) {
            return checkByReadingBack(state.id)
        }
        let due = states.filter { $0.nextCheck.map { $0 <= now } ?? false }
        let able = due.filter { !busy.contains($0.id) }
        guard let state = able.min(by: { ($0.nextCheck ?? now, $0.id) < ($1.nextCheck ?? now, $1.id) }),
            let session = state.flows.session
        else {
            // Whoever is due is busy: look again soon.
            if !due.isEmpty { checksRestUntil = now + Self.minimumRest }
            return
        }
        let isFull = state.flows.audit.checkAt.map { $0 <= now } ?? false
        begin(isFull: isFull, state, session)
    }

    /// A host that something is always on its way to has no moment in which its sum is known. When it has waited long enough it
    /// is read back: what is on its way ends first, and nothing more is sent until it is compared.
    private func checkByReadingBack(_ host: HostID) {
        let next = now + checkPeriod(of: host)
        hosts[host]?.flows.audit.checkAt = next
        hosts[host]?.flows.audit.busySince = nil
        hosts[host]?.flows.audit.checks += 1
        let flows = engine.tallies[host]?.flows ?? 0
        checksRestUntil = now + max(Self.minimumRest, Self.restPerFlow * flows * 2)
        // What has not reached the host, and what is compiled before it is compared, would look like drift.
        hosts[host]?.flows.audit.changing = fragmentsOnTheWay(to: host)
        hostsReadBusy.insert(host)
        if let session = hosts[host]?.flows.session {
            let request = makeID()
            hosts[host]?.flows.audit.configurationRequest = request
            emit(.openFlow(session, .readConfiguration(request: request)))
        }
        readBack(host, because: "it was busy whenever it was to be checked")
    }

    /// Fragments whose change has not been sent to a host, as far as it is known.
    func fragmentsOnTheWay(to host: HostID) -> Set<Cookie> {
        let changes = pending.changes.values.flatMap(\.self) + (rollout?.changes ?? [])
        return Set(changes.lazy.filter { $0.hosts.contains(host) }.compactMap { $0.old?.id ?? $0.new?.id })
    }

    /// Notes what changes of hosts that are read back while they do.
    func noteChanges(_ update: Update) {
        guard !hostsReadBusy.isEmpty else { return }
        for item in update.items {
            guard let id = item.old?.id ?? item.new?.id else { continue }
            for host in hostsReadBusy where item.hosts.contains(host) {
                hosts[host]?.flows.audit.changing.insert(id)
            }
        }
    }

    /// Notes which of those whose time has come have no moment for it.
    private func note(_ busy: Set<HostID>, among late: [HostID]) {
        for host in late {
            guard let flows = hosts[host]?.flows else { continue }
            let isBusy = flows.phase == .inSync && (!flows.isSettled || busy.contains(host))
            hosts[host]?.flows.audit.busySince = isBusy ? flows.audit.busySince ?? now : nil
        }
    }

    private var periods: CheckPeriods { CheckPeriods(configuration) }

    private func checkPeriod(of host: HostID) -> Duration {
        hosts[host]?.checkPeriod(periods) ?? configuration.unwatchedCheckPeriod
    }

    private func begin(isFull: Bool, _ state: HostState, _ session: SessionID) {
        let excluded = state.flows.excluded
        let kept = excluded.values.reduce(into: Set<UInt32>()) { $0.formUnion($1.meters) }
        let version = state.flows.version ?? .v1_5
        var groups: UInt64 = 0
        var reduced: UInt64 = 0
        var meters: UInt64 = 0
        var lookedAt: UInt64 = 0
        for fragment in engine.desired(for: state.id) where excluded[fragment.id] == nil {
            for meter in fragment.meters.entries {
                meters &+= meter.digest
                if !kept.contains(meter.id) { lookedAt &+= meter.digest }
            }
            for group in fragment.groups.entries {
                groups &+= group.digest
                reduced &+=
                    version < .v1_5 ? EncodedGroup(group.decoded().reduced(to: version)).digest : group.digest
            }
        }
        let digest = desiredDigest(state.id)
        let check = DigestCheck(
            flowRequest: isFull ? makeID() : nil, groupRequest: makeID(), meterRequest: makeID(),
            configurationRequest: isFull ? makeID() : nil,
            expectedFlows: digest &- groups &- meters &+ EncodedFlow(Pipeline.marker(digest: digest)).digest,
            expectedGroups: reduced, expectedMeters: lookedAt)
        hostInCheck = state.id
        hosts[state.id]?.flows.audit.check = check
        if let request = check.flowRequest { emit(.openFlow(session, .readFlows(table: nil, request: request))) }
        emit(.openFlow(session, .readGroups(request: check.groupRequest)))
        if let request = check.configurationRequest {
            emit(.openFlow(session, .readConfiguration(request: request)))
        }
        emit(.openFlow(session, .readMeters(request: check.meterRequest)))
    }

    /// Takes a part of the answer; false when no check asked for it.
    func checkFlows(_ host: HostID, _ request: UInt64, _ flows: [Flow]) -> Bool {
        guard var check = hosts[host]?.flows.audit.check, check.flowRequest == request else { return false }
        let excluded = hosts[host]?.flows.excluded ?? [:]
        for flow in FlowBlock(readBack: flows).entries {
            if let cookie = Cookie(rawValue: flow.cookie), excluded[cookie] != nil { continue }
            check.flows &+= flow.digest
        }
        check.count += flows.count
        hosts[host]?.flows.audit.check = check
        return true
    }

    func checkGroups(_ host: HostID, _ request: UInt64, _ groups: [Group]) -> Bool {
        guard var check = hosts[host]?.flows.audit.check, check.groupRequest == request else { return false }
        let kept = hosts[host]?.flows.excluded.values.reduce(into: Set<UInt32>()) { $0.formUnion($1.groups) } ?? []
        for group in GroupBlock(readBack: groups).entries where !kept.contains(group.id) {
            check.groups &+= group.digest
        }
        hosts[host]?.flows.audit.check = check
        return true
    }

    /// Fragment handling is the whole switch's: whoever is connected may change it, and no monitor tells. It is set again at once.
    func checkConfiguration(_ host: HostID, _ request: UInt64, _ found: SwitchConfiguration) {
        guard let flows = hosts[host]?.flows, let session = flows.session,
            flows.audit.check?.configurationRequest == request || flows.audit.configurationRequest == request
        else { return }
        hosts[host]?.flows.audit.configurationRequest = nil
        let wanted = SwitchConfiguration.showingFragments
        guard found.flags != wanted.flags else { return }
        tellDrift(
            [
                DriftRecord(
                    .fragmentHandling, .readBack, found: found.fragmentHandling, wanted: wanted.fragmentHandling,
                    action: "set again")
            ], on: host)
        emit(.openFlow(session, .configure))
    }

    /// Meters come last: the answer to them ends the check.
    func checkMeters(_ host: HostID, _ request: UInt64, _ meters: [Meter], isLast: Bool) -> Bool {
        guard var check = hosts[host]?.flows.audit.check, check.meterRequest == request else { return false }
        let kept = hosts[host]?.flows.excluded.values.reduce(into: Set<UInt32>()) { $0.formUnion($1.meters) } ?? []
        for meter in MeterBlock(readBack: meters).entries where !kept.contains(meter.id) {
            check.meters &+= meter.digest
        }
        hosts[host]?.flows.audit.check = check
        if isLast { finish(check, host) }
        return true
    }

    private func finish(_ check: DigestCheck, _ host: HostID) {
        endCheck(host)
        // What was sent since the question does not matter: a switch answers in order, and the sums are those of that moment.
        let isRight =
            check.groups == check.expectedGroups && check.meters == check.expectedMeters
            && (check.flowRequest == nil || check.flows == check.expectedFlows)
        if check.flowRequest != nil { hosts[host]?.flows.audit.checks += 1 }
        checksRestUntil = now + max(Self.minimumRest, Self.restPerFlow * check.count)
        log(.debug, "A switch was checked", ["host": host.name, "flows": "\(check.count)", "right": "\(isRight)"])
        if !isRight { doubt(host, "the slow check found other flows, groups or meters than there should be") }
    }

    /// A check is over, or will never be.
    func endCheck(_ host: HostID) {
        guard hostInCheck == host else { return }
        hostInCheck = nil
        let isFull = hosts[host]?.flows.audit.check?.flowRequest != nil
        hosts[host]?.flows.audit.check = nil
        guard let audit = hosts[host]?.flows.audit else { return }
        if isFull {
            let next = now + checkPeriod(of: host)
            hosts[host]?.flows.audit.checkAt = next
        }
        if !audit.forwardsRequests { hosts[host]?.flows.audit.groupCheckAt = now + configuration.groupCheckPeriod }
    }

    /// A flow costs some five microseconds to read and add up, and was measured to cost twice that with a hundred switches on the
    /// same machine: with this rest after each, checks take 1.5 to 3 % of a core while they follow one another.
    private static let restPerFlow = Duration.microseconds(350)
    private static let minimumRest = Duration.milliseconds(50)
}

extension SwitchConfiguration {
    /// As `ovs-ofctl get-frags` says it.
    fileprivate var fragmentHandling: String {
        switch flags & 3 {
        case 0: "normal"
        case 1: "drop"
        case 2: "reassemble"
        default: "nx-match"
        }
    }
}
