import Pipeline
import Policy
import Topology

/// Puts an answer together.
struct Report {
    private let source: TraceSource
    private let question: TraceQuestion
    private let probe: Probe

    init(_ source: TraceSource, _ question: TraceQuestion, _ probe: Probe) {
        self.source = source
        self.question = question
        self.probe = probe
    }

    /// Nothing can be sent.
    func denied(_ reason: String, _ from: NICID?, _ to: NICID?) -> Trace {
        Trace(
            from: end(question.from, from), to: end(question.to, to), probe: probe, isAllowed: false, reason: reason,
            journeys: [], decisions: [], suggestions: [], notes: [], faults: [])
    }

    func unserved(_ nic: NICID, _ from: NICID, _ to: NICID) -> Trace {
        denied("no host serves \(nic): \(source.absence(nic))", from, to)
    }

    func walked(_ findings: Findings, _ frame: ProbeFrame, _ sender: ServedEnd, _ receiver: ServedEnd) -> Trace {
        var (from, to) = (end(question.from, sender.id), end(question.to, receiver.id))
        (from.address, to.address) = (frame.source.address, frame.destination.address)
        let hosts = findings.journeys.flatMap(\.hosts).map(\.host)
        let notes = Set(hosts + [sender.host, receiver.host]).sorted().compactMap(source.doubt)
        return Trace(
            from: from, to: to, probe: probe, isAllowed: findings.journeys.allSatisfy(\.isDelivered),
            reason: reason(findings), journeys: findings.journeys, decisions: findings.decisions,
            suggestions: findings.suggestions, notes: notes, faults: findings.faults)
    }

    private func reason(_ findings: Findings) -> String {
        if let lost = findings.journeys.first(where: { !$0.isDelivered }) {
            let prefix = lost.kind == .reply ? "the reply is lost: " : ""
            return prefix + text(lost.outcome, findings)
        }
        guard case .delivered(let nic, let host, _)? = findings.journeys.first?.outcome else { return "delivered" }
        return "delivered to \(nic) on host \(host), and the reply comes back"
    }

    private func text(_ outcome: Journey.Outcome, _ findings: Findings) -> String {
        switch outcome {
        case .delivered(let nic, let host, _): return "delivered to \(nic) on host \(host)"
        case .astray(let reason): return reason
        case .dropped(let stage, let host, _, let reason):
            let refusing = findings.decisions.first { $0.verdict != .allow }
            guard let refusing, PolicySide(ofStage: stage)?.rawValue == refusing.direction.rawValue else {
                return "dropped in \(stage) on host \(host): \(reason)"
            }
            // Lines of others' documents are not the asker's to see.
            let isShown = question.asker == nil || refusing.origin?.document.tenant == question.asker
            let place = isShown ? refusing.origin.map { " at \($0.position.withoutColumn)" } ?? "" : ""
            return "\(refusing.direction.rawValue) of \(refusing.nic): \(refusing.text)\(place)"
        }
    }

    private func end(_ text: String, _ id: NICID?) -> Trace.End {
        var end = Trace.End(text: text)
        guard let id, let nic = source.topology.nics[id] else { return end }
        (end.nic, end.network, end.mac) = (id, nic.network, source.topology.mac(of: nic))
        let port = source.topology.activePort[id]
        (end.host, end.port) = (port?.host, port?.name)
        return end
    }
}
