import Controller
import JSON
import Policy
import Topology

extension Noun {
    /// What others changed on hosts, and what was done about it. The newest of each host are kept.
    static let drift = Noun(
        plural: "drift", singular: "drift", scope: .fabric,
        columns: [
            .init("TIME", "status.time"), .init("HOST", "status.host"), .init("KIND", "status.kind"),
            .init("FOUND", "status.found"), .init("WANTED", "status.wanted"), .init("ACTION", "status.action"),
            .init("OWNER", "status.owner"), .init("POSITION", "position"), .init("BY", "status.source", wide: true),
            .init("NAME", "name", wide: true),
        ],
        keys: { view, _ in
            view.snapshot.hosts.flatMap { host in
                host.drift.reversed().map { ObjectKey(name: host.id.name, number: Int(clamping: $0.record.number)) }
            }
        },
        object: { view, key in
            guard let host = view.hosts[HostID(key.name)],
                let drift = host.drift.first(where: { Int(clamping: $0.record.number) == key.number })
            else { return nil }
            let record = drift.record
            return APIObject(
                name: "\(key.name):\(key.number)", position: drift.position,
                status: [
                    "time": .string(Timestamp.text(milliseconds: record.wallTime)), "host": .string(key.name),
                    "kind": .string(record.kind.rawValue), "found": .text(record.found), "wanted": .text(record.wanted),
                    "action": .string(record.action), "owner": .text(record.owner),
                    "source": .string(record.source.rawValue),
                ])
        },
        key: { name, _ in
            let parts = name.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[1]), number > 0 else { return nil }
            return ObjectKey(name: String(parts[0]), number: number)
        })
}

extension View {
    private static let shownDrift = 10

    /// A host's newest drift, for its description.
    func driftTable(_ id: HostID) -> TextTable {
        var table = TextTable(["TIME", "WHAT", "ACTION", "POSITION"])
        for drift in hosts[id]?.drift.prefix(Self.shownDrift) ?? [] {
            table.rows.append([
                Timestamp.text(milliseconds: drift.record.wallTime), drift.record.summary.onOneLine,
                drift.record.action, drift.position.map(\.description) ?? "-",
            ])
        }
        return table
    }
}
