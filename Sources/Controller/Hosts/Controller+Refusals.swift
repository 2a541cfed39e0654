import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// A switch that refuses something (DESIGN.md 5.6): the fragments concerned are left out on that host and named, the rest proceeds.

extension Controller {
    /// Leaves the fragments of refused members out on this host, until they change or the backoff has passed.
    func exclude(_ members: [OpenFlowConnection.RefusedMember], of batch: ModificationBatch, on host: HostID) {
        var byGroup: [UInt32: Cookie] = [:]
        for fragment in engine.desired(for: host) {
            for group in fragment.groups.entries { byGroup[group.id] = fragment.id }
        }
        for member in members {
            let cookie: Cookie? =
                switch batch.subject(at: member.index) {
                case .flow(let cookie): Cookie(rawValue: cookie)
                case .group(let id): byGroup[id]
                }
            guard let cookie, let fragment = engine.fragments[cookie] else { continue }
            hosts[host]?.flows.excluded[cookie] = FlowSync.Refusal(
                error: "\(member.error)", member: member.description, digest: fragment.digest)
            note(
                .hostDegraded, "host/\(host)",
                "\(host) refused a part of \(fragment.owner)\(place(of: fragment.owner)): \(member.error): \(member.description)"
            )
        }
        hosts[host]?.flows.retryAt = now + configuration.refusalBackoff
    }

    /// ` (file:line)` of the document that stands behind an object.
    private func place(of owner: Owner) -> String {
        documents.policy.position(of: owner).map { " (\($0))" } ?? ""
    }

    /// A changed fragment gets another chance.
    func clearObsoleteRefusals(_ update: Update) {
        for item in update.items {
            guard let id = item.old?.id ?? item.new?.id else { continue }
            for host in item.hosts where hosts[host]?.flows.excluded.removeValue(forKey: id) != nil {
                pending.drop(host)
                readBackAgain(host)
            }
        }
    }

    func retryRefused() {
        let due = hosts.values.filter { state in state.flows.retryAt.map { $0 <= now } ?? false }
        for host in due.map(\.id).sorted() {
            hosts[host]?.flows.retryAt = nil
            guard hosts[host]?.flows.excluded.isEmpty == false else { continue }
            hosts[host]?.flows.excluded = [:]
            readBackAgain(host)
        }
    }
}
