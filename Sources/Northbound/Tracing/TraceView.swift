import JSON
import Policy
import Topology
import Tracing

/// A trace as the API shows it.
///
/// Flows, and the lines of documents that are not the asker's, are the admin's to see.
struct TraceView {
    private let trace: Trace
    private let revision: UInt64
    /// The only tenant whose documents are shown; nil shows all.
    private let asker: String?

    init(_ trace: Trace, revision: UInt64, asker: String?) {
        self.trace = trace
        self.revision = revision
        self.asker = asker
    }

    var json: JSONValue {
        [
            "revision": .number(revision), "verdict": trace.isAllowed ? "allowed" : "denied",
            "reason": .string(trace.reason), "protocol": .string(trace.probe.description),
            "from": end(trace.from), "to": end(trace.to),
            "packets": .array(trace.journeys.map(packet)), "decisions": .array(trace.decisions.map(decision)),
            "suggestions": .array(trace.suggestions.filter { shows($0.origin) }.map(suggestion)),
            "notes": .texts(trace.notes), "faults": .texts(faults),
        ]
    }

    private var faults: [String] {
        guard asker != nil, !trace.faults.isEmpty else { return trace.faults }
        return ["tables and documents contradict each other: tell the operator"]
    }

    /// Whether the asker may see the place.
    private func shows(_ origin: Origin?) -> Bool {
        asker == nil || origin?.document.tenant ?? asker == asker
    }

    private func end(_ end: Trace.End) -> JSONValue {
        [
            "end": .string(end.text), "nic": .text(end.nic), "network": .text(end.network), "host": .text(end.host),
            "port": .text(end.port), "mac": .text(end.mac), "address": .text(end.address),
        ]
    }

    private func packet(_ journey: Journey) -> JSONValue {
        var object: JSONObject = [
            "packet": .string(journey.kind.rawValue), "text": .string(journey.packet),
            "delivered": .bool(journey.isDelivered),
        ]
        switch journey.outcome {
        case .delivered(let nic, let host, let port):
            object["reason"] = .string("delivered to \(nic) by port \(port) on host \(host)")
        case .dropped(let stage, let host, let owner, let reason):
            object["reason"] = .string(reason)
            object["dropped"] = ["stage": .string(stage), "host": .string(host.name), "owner": .text(owner)]
        case .astray(let reason): object["reason"] = .string(reason)
        }
        object["hosts"] = .array(
            journey.hosts.map { ["host": .string($0.host.name), "stages": .array($0.stages.map(stage))] })
        return .object(object)
    }

    private func stage(_ passage: Passage) -> JSONValue {
        var object: JSONObject = [
            "stage": .string(passage.stage), "table": .count(Int(passage.table)), "meaning": .string(passage.meaning),
            "owner": .text(passage.owner),
        ]
        add(passage.origin, to: &object)
        if asker == nil { object["flow"] = .text(passage.flow) }
        return .object(object)
    }

    private func decision(_ decision: Decision) -> JSONValue {
        var object: JSONObject = [
            "direction": .string(decision.direction.rawValue), "nic": .string(decision.nic.description),
            "verdict": .string(decision.verdict.rawValue), "by": .string(decision.basis.rawValue),
            "text": .string(decision.text),
        ]
        add(decision.origin, to: &object)
        return .object(object)
    }

    private func suggestion(_ suggestion: Suggestion) -> JSONValue {
        var object: JSONObject = [
            "direction": .string(suggestion.direction.rawValue), "nic": .string(suggestion.nic.description),
            "rule": .string(suggestion.rule), "group": suggestion.group.map { .string($0) } ?? .null,
            "text": .string(suggestion.text),
        ]
        add(suggestion.origin, to: &object)
        return .object(object)
    }

    private func add(_ origin: Origin?, to object: inout JSONObject) {
        let shown = shows(origin) ? origin : nil
        object["document"] = .text(shown?.document)
        object["position"] = .text(shown?.position)
    }
}
