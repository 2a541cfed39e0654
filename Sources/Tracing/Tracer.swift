import Compiler
import NetworkTypes
import PolicyMeaning
import SimulatedNetwork
import Topology

/// Answers what becomes of a packet: it walks through the desired tables of the hosts that it crosses, and the answer to it
/// walks back with what connection tracking has seen.
public struct Tracer {
    private let source: TraceSource

    public init(_ source: TraceSource) { self.source = source }

    public func trace(_ question: TraceQuestion) throws(TraceRefusal) -> Trace {
        let probe = try Probe(question.proto)
        let reader = EndReader(source, question)
        let (from, to) = (try reader.read(question.from), try reader.read(question.to))
        if case .address(let first) = from, case .address(let second) = to, first.isV4 != second.isV4 {
            throw .malformed("\(first) and \(second) are of two families", hint: nil)
        }
        for case .address(let address) in [from, to] where (probe.isV4 ?? address.isV4) != address.isV4 {
            throw .malformed("\(probe) does not go over \(address)", hint: address.isV4 ? "icmp" : "icmp6")
        }
        let report = Report(source, question, probe)
        let point = MeetingPoint(topology: source.topology, asker: question.asker, home: question.tenant)
        switch try point.meeting(from, to) {
        case .apart(let reason, let first, let second): return report.denied(reason, first, second)
        case .nics(let first, let second): return try trace(first, second, probe, report)
        }
    }

    private func trace(
        _ from: Meeting.Party, _ to: Meeting.Party, _ probe: Probe, _ report: Report
    ) throws(TraceRefusal) -> Trace {
        let topology = source.topology
        guard let sender = ServedEnd(from.nic, topology) else { return report.unserved(from.nic, from.nic, to.nic) }
        guard let receiver = ServedEnd(to.nic, topology) else { return report.unserved(to.nic, from.nic, to.nic) }
        switch AddressPair.choose((sender, from.address), (receiver, to.address), for: probe) {
        case .failure(let absence): return report.denied(absence.reason, sender.id, receiver.id)
        case .success(let addresses):
            let frame = ProbeFrame(
                probe, from: .init(mac: sender.mac, address: addresses.from),
                to: .init(mac: receiver.mac, address: addresses.to))
            return try trace(frame, sender, receiver, report)
        }
    }

    private func trace(
        _ frame: ProbeFrame, _ sender: ServedEnd, _ receiver: ServedEnd, _ report: Report
    ) throws(TraceRefusal) -> Trace {
        let opinion = SecondOpinion(source, [sender, receiver])
        var fabric = DesiredFabric(source)
        var leg = Leg(frame, sender, receiver, source, opinion)
        let request = try leg.walk(&fabric, .request)
        var findings = Findings(request, faults: leg.faults)
        let judgement = opinion.judgement(frame, from: sender, to: receiver)
        if let judgement { findings.judge(judgement, leg.scene, opinion) }
        let isAdmitted = judgement?.verdict ?? .allow == .allow
        findings.expect(
            leg.expected.isDelivered && isAdmitted,
            isAdmitted ? leg.expected.reason : judgement.map { "\($0)" } ?? "", of: request)
        if request.isDelivered {
            leg = Leg(frame.reply, receiver, sender, source, opinion)
            let reply = try leg.walk(&fabric, .reply)
            findings.faults += leg.faults
            findings.journeys.append(reply)
            findings.expect(leg.expected.isDelivered, leg.expected.reason, of: reply)
        }
        return report.walked(findings, frame, sender, receiver)
    }
}

/// One packet on its way, with what is expected of it.
private struct Leg {
    let scene: Scene
    let expected: (isDelivered: Bool, reason: String)
    private let origin: (Owner) -> Origin?
    private(set) var faults: [String] = []

    init(
        _ frame: ProbeFrame, _ sender: ServedEnd, _ receiver: ServedEnd, _ source: TraceSource, _ opinion: SecondOpinion
    ) {
        scene = Scene(
            topology: source.topology, engine: source.engine, sender: sender, receiver: receiver, frame: frame)
        expected = opinion.fate(of: frame, from: sender, to: receiver)
        origin = source.origin
    }

    mutating func walk(_ fabric: inout DesiredFabric, _ kind: Journey.Kind) throws(TraceRefusal) -> Journey {
        let walk = try fabric.send(scene.frame.bytes, from: scene.sender)
        faults += walk.faults.map { "the \(kind.rawValue): \($0)" }
        faults += walk.ambiguities.map {
            "the \(kind.rawValue) matches two flows of one priority that differ: \($0.first) and \($0.second)"
        }
        return Narrator(scene: scene, origin: origin).journey(
            walk, kind, refusal: expected.isDelivered ? nil : expected.reason)
    }
}
