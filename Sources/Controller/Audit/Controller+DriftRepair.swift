import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// Putting right what others changed: flow by flow where that is enough, else by reading the switch back (DESIGN.md 5.7).

extension Controller {
    /// Looks at hosts of which something was told, once what is on its way to them has arrived.
    func repairDrift() {
        for host in hostsInDoubt.sorted() where repairDrift(on: host) { hostsInDoubt.remove(host) }
    }

    /// - Returns: whether nothing is left to look at.
    private func repairDrift(on host: HostID) -> Bool {
        guard let flows = hosts[host]?.flows, let session = flows.session, flows.audit.hasSomething else { return true }
        // Others follow here: phases before this one end in it.
        guard flows.phase == .inSync, !flows.audit.isPaused else { return flows.phase == .away }
        let isBusy = !flows.isSettled || isBusy(host)
        let isOverdue = flows.audit.since.map { $0 + Self.patience <= now } ?? false
        guard !isBusy || isOverdue else { return false }
        guard delay(repairOf: host) == nil else { return false }
        if let reason = flows.audit.doubt {
            readBack(host, because: reason)
        } else if isBusy {
            readBack(host, because: "flows changed while others were on their way")
        } else {
            repair(host, session)
        }
        return true
    }

    /// Asks for one repair of a host; when it must wait, until when.
    func delay(repairOf host: HostID) -> MonotonicTime? {
        switch hosts[host]?.pace.take(now: now) {
        case .contested:
            note(
                .repairsContested, "host/\(host)",
                "something changes \(host) as often as Weft puts it right; it is put right every \(RepairPace.interval.components.seconds) s from now on"
            )
        case .wait: break
        case .go, nil: return nil
        }
        return hosts[host]?.pace.nextAt
    }

    /// What is on its way may take this long before a host that was touched is read back.
    static let patience = Duration.seconds(1)

    /// When something is to be looked at again.
    var nextRepair: MonotonicTime? {
        hostsInDoubt.compactMap { host -> MonotonicTime? in
            guard let state = hosts[host], state.flows.phase == .inSync, !state.flows.audit.isPaused,
                let since = state.flows.audit.since
            else { return nil }
            return max(since + Self.patience, state.pace.nextAt)
        }.min()
    }

    /// Reads the switch back and lists what is not as Weft left it.
    func readBack(_ host: HostID, because reason: String) {
        if hosts[host]?.flows.phase == .inSync {
            let zones = zonesInUse(on: host)
            hosts[host]?.flows.knownZones = zones
        }
        hosts[host]?.flows.audit.readBackReason = reason
        log(.info, "A switch is read back", ["host": host.name, "reason": reason])
        pending.drop(host)
        readBackAgain(host)
    }

    private func repair(_ host: HostID, _ session: SessionID) {
        let sightings = hosts[host]?.flows.audit.takeSightings() ?? [:]
        let marker = EncodedFlow(Pipeline.marker(digest: desiredDigest(host)))
        if let seen = sightings[marker.key], !seen.agrees(with: marker) {
            return readBack(host, because: "its marker flow was changed")
        }
        let excluded = hosts[host]?.flows.excluded ?? [:]
        var wanted: [FlowKey: (flow: EncodedFlow, owner: Owner)] = [:]
        for fragment in engine.desired(for: host) where excluded[fragment.id] == nil {
            for flow in fragment.flows.entries where sightings[flow.key] != nil {
                wanted[flow.key] = (flow, fragment.owner)
            }
        }
        var batch = ModificationBatch()
        var records: [DriftRecord] = []
        var foreign: [EncodedFlow] = []
        for (key, sighting) in sightings.sorted(by: { $0.value.flow.precedes($1.value.flow) }) where key != marker.key {
            switch (sighting, wanted[key]) {
            case (_, let wanted?) where sighting.agrees(with: wanted.flow): break
            case (.present(let found), let wanted?):
                batch.append(wanted.flow)
                records.append(.changed(found, to: wanted.flow, wanted.owner, .flowMonitor))
            case (.gone, let wanted?):
                batch.append(wanted.flow)
                records.append(.missing(wanted.flow, wanted.owner, .flowMonitor))
            case (.present(let found), nil):
                if let cookie = Cookie(rawValue: found.cookie), excluded[cookie] != nil { break }
                foreign.append(found)
                records.append(.foreign(found, .flowMonitor))
            case (.gone, nil): break
            }
        }
        for flow in foreign { batch.appendDelete(of: flow) }
        guard !batch.isEmpty else { return }
        tellDrift(records, on: host)
        send(batch, of: [], to: host, session, rollout: 0, isLast: false, repairs: records.count)
    }

    /// Keeps what was found, and tells it in one event.
    ///
    /// - Parameter count: how many there are, where only the first ones are given.
    func tellDrift(_ records: [DriftRecord], count: Int? = nil, on host: HostID) {
        guard let first = records.first else { return }
        let count = count ?? records.count
        let listed = records.prefix(Self.listedAtOnce)
        let rest = count - listed.count
        let more = DriftRecord(.more, first.source, found: "\(rest) more", action: first.action)
        hosts[host]?.drift.append(listed + (rest > 0 ? [more] : []), wallTime: wallTime)
        note(
            .driftFound, "host/\(host)",
            "\(host), by its \(first.source.rawValue): \(first.summary)\(place(of: first.owner)): \(first.action)\(count > 1 ? "; \(count - 1) more" : "")"
        )
    }

    /// More records than these are told as a number.
    static let listedAtOnce = 20

    private func place(of owner: Owner?) -> String {
        guard let owner else { return "" }
        return " of \(owner)" + (documents.policy.position(of: owner).map { " (\($0))" } ?? "")
    }
}

extension FlowAudit.Sighting {
    var flow: EncodedFlow {
        switch self {
        case .present(let flow), .gone(let flow): flow
        }
    }

    /// Whether the flow is there as wanted, as far as a flow monitor tells.
    func agrees(with wanted: EncodedFlow) -> Bool {
        guard case .present(let found) = self else { return false }
        if found == wanted { return true }
        // Updates tell neither flags nor importance.
        let desired = wanted.decoded()
        var seen = found.decoded()
        seen.flags = desired.flags
        seen.importance = desired.importance
        return EncodedFlow(seen) == wanted
    }
}

extension EncodedFlow {
    /// A stable order that has nothing to do with hash values.
    func precedes(_ other: EncodedFlow) -> Bool { bytes.lexicographicallyPrecedes(other.bytes) }
}

extension DriftRecord {
    static func missing(_ wanted: EncodedFlow, _ owner: Owner, _ source: Source) -> DriftRecord {
        DriftRecord(
            .flowMissing, source, wanted: wanted.decoded().description, owner: owner, action: "added again")
    }

    static func changed(_ found: EncodedFlow, to wanted: EncodedFlow, _ owner: Owner?, _ source: Source) -> DriftRecord
    {
        DriftRecord(
            .flowChanged, source, found: found.decoded().description, wanted: wanted.decoded().description,
            owner: owner, action: "replaced")
    }

    static func foreign(_ found: EncodedFlow, _ source: Source) -> DriftRecord {
        DriftRecord(.flowForeign, source, found: found.decoded().description, action: "deleted")
    }
}
