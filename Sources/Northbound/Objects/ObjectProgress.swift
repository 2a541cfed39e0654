import Controller
import JSON
import Topology

/// How many of the hosts concerned have an object as it should be.
struct ObjectProgress {
    var ready: [HostID] = []
    /// Away, or being brought up to date.
    var pending: [HostID] = []
    var failed: [(HostID, cause: String)] = []

    var isComplete: Bool { pending.isEmpty && failed.isEmpty }

    var phase: JSONValue {
        if !failed.isEmpty { return "Degraded" }
        if !pending.isEmpty { return "Pending" }
        return ready.isEmpty ? "Idle" : "Ready"
    }

    var json: JSONValue {
        [
            "total": .count(ready.count + pending.count + failed.count), "ready": .count(ready.count),
            "pending": .count(pending.count),
            "failed": .array(failed.map { ["host": .string($0.name), "cause": .string($1)] }),
        ]
    }
}

extension View {
    /// How far these hosts are with what concerns them.
    func progress(of ids: [HostID]) -> ObjectProgress {
        var progress = ObjectProgress()
        for id in ids {
            switch hosts[id]?.phase {
            case .ready: progress.ready.append(id)
            case .degraded: progress.failed.append((id, hosts[id]?.refusals.first?.error ?? "refused by its switch"))
            default: progress.pending.append(id)
            }
        }
        return progress
    }
}
