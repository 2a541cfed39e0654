import Controller
import JSON
import Policy
import Topology

extension Noun {
    static let findings = Noun(
        plural: "findings", singular: "finding", scope: .fabric,
        columns: [
            .init("HOST", "status.host"), .init("SEVERITY", "status.severity"), .init("CODE", "status.code"),
            .init("MESSAGE", "status.message"), .init("POSITION", "position"),
        ],
        keys: { view, _ in
            view.snapshot.hosts.flatMap { host in
                host.allFindings.indices.map { ObjectKey(name: host.id.name, number: $0) }
            }
        },
        object: { view, key in
            guard let host = view.hosts[HostID(key.name)], host.allFindings.indices.contains(key.number) else {
                return nil
            }
            let finding = host.allFindings[key.number]
            return APIObject(
                name: "\(key.name):\(key.number)", position: finding.position,
                status: [
                    "host": .string(key.name), "severity": .string(finding.severity), "code": .string(finding.code),
                    "message": .string(finding.message),
                ])
        },
        key: { name, _ in
            let parts = name.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[1]), number >= 0 else { return nil }
            return ObjectKey(name: String(parts[0]), number: number)
        })
}
