import Controller
import JSON
import Policy
import Topology

extension Response {
    /// The answer to a change of documents (and to a plan).
    var applyAnswer: APIResponse {
        switch self {
        case .planned(let plan): APIResponse(Self.applyJSON(plan, revision: nil, hosts: HostProgress()))
        case .applied(let outcome):
            APIResponse(Self.applyJSON(outcome.plan, revision: outcome.revision, hosts: outcome.hosts))
        case .rejected(let rejection): Problem(rejection).response
        case .failed(let reason): Problem.unavailable("store-failed", reason).response
        case .snapshot: preconditionFailure("a change is not answered by a snapshot")
        }
    }

    private static func applyJSON(_ plan: Plan, revision: UInt64?, hosts: HostProgress) -> JSONValue {
        [
            "plan": plan.json, "revision": revision.map { .number($0) } ?? .null, "hosts": hosts.json,
            "applied": .bool(revision != nil),
        ]
    }
}

extension HostProgress {
    fileprivate var json: JSONValue {
        ["ready": .texts(ready), "pending": .texts(pending), "away": .texts(away), "degraded": .texts(degraded)]
    }
}

extension Plan {
    fileprivate var json: JSONValue {
        [
            "base": .number(base), "next": .number(base + 1), "changes": .array(changes.map(\.json)),
            "warnings": .array(warnings.map(\.json)),
            "hosts": ["touched": .count(hostsTouched.count), "total": .count(hostCount)],
            "flows": ["added": .count(flowsAdded), "removed": .count(flowsRemoved)],
            "groups": ["added": .count(groupsAdded), "removed": .count(groupsRemoved)],
            "meters": ["added": .count(metersAdded), "removed": .count(metersRemoved)],
        ]
    }
}

extension ObjectChange {
    fileprivate var json: JSONValue {
        let section = Schema.kind(kind)?.plural
        var object: JSONObject = [
            "kind": .string(kind), "tenant": .string(tenant), "name": .string(name),
            "operation": .string(operation.rawValue), "summary": .string(summary), "details": .texts(details),
            "position": .string(position.place(of: name, in: section)),
        ]
        // Beside the details, which are texts for everybody.
        if details.contains(where: { $0.position != nil }) {
            object["detailPositions"] = .array(
                details.map { .text($0.position?.place(of: name, in: section)) })
        }
        return .object(object)
    }
}
