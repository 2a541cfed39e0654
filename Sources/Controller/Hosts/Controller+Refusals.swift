import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Policy
import Topology

// A switch that refuses something (DESIGN.md 5.6): on that host the change of the document concerned is held back, the rest
// proceeds, and what was refused is named.

extension Controller {
    /// Holds back what a refused program changes on a host in the documents of the members that were refused, until they change
    /// again or the backoff has passed.
    func exclude(_ members: [OpenFlowConnection.RefusedMember], of program: FlowSync.InFlight, on host: HostID) {
        let changes = changes(of: program, on: host)
        var exclusions = refused(members, of: program, among: changes, on: host)
        let sources = Set(exclusions.values.map(\.source))
        for (id, change) in changes where exclusions[id] == nil {
            guard let source = sources.first(where: { isPart(change, of: $0) }) else { continue }
            exclusions[id] = Exclusion(source, from: change.old, to: change.new)
        }
        let suspended = hosts[host]?.flows.suspended.filter { sources.contains($0.value.source) } ?? [:]
        exclusions.merge(suspended) { now, _ in now }
        hosts[host]?.flows.excluded.merge(exclusions) { $1 }
        hosts[host]?.flows.retryAt = now + configuration.refusalBackoff
    }

    private typealias Change = (old: Fragment?, new: Fragment?)

    /// What a program changes on a host, fragment by fragment, to the newest version. A repair knows only what it brings.
    private func changes(of program: FlowSync.InFlight, on host: HostID) -> [Cookie: Change] {
        var result: [Cookie: Change] = [:]
        for change in program.changes where change.hosts.contains(host) {
            guard let id = change.new?.id ?? change.old?.id else { continue }
            result[id] = (change.old, engine.fragments[id])
        }
        guard program.changes.isEmpty else { return result }
        for index in 0..<program.batch.count {
            guard case .flow(let cookie) = program.batch.subject(at: index), let id = Cookie(rawValue: cookie),
                let fragment = engine.fragments[id]
            else { continue }
            result[id] = (nil, fragment)
        }
        return result
    }

    /// The fragments that the refused members belong to; each is told.
    private func refused(
        _ members: [OpenFlowConnection.RefusedMember], of program: FlowSync.InFlight, among changes: [Cookie: Change],
        on host: HostID
    ) -> [Cookie: Exclusion] {
        let numbers = fragmentsByNumber(on: host)
        var exclusions: [Cookie: Exclusion] = [:]
        for member in members {
            let cookie: Cookie? =
                switch program.batch.subject(at: member.index) {
                case .flow(let cookie): Cookie(rawValue: cookie)
                case .group(let id): numbers.groups[id]
                case .meter(let id): numbers.meters[id]
                case .zone(let zone): numbers.zones[zone]
                }
            guard let cookie, let fragment = engine.fragments[cookie] else { continue }
            exclusions[cookie] = Exclusion(
                source(of: fragment.owner), from: changes[cookie]?.old, to: fragment,
                refusal: .init(error: "\(member.error)", member: member.description))
            note(
                .hostDegraded, "host/\(host)",
                "\(host) refused a part of \(fragment.owner)\(place(of: fragment.owner)): \(member.error): \(member.description)"
            )
        }
        return exclusions
    }

    private struct FragmentsByNumber {
        var groups: [UInt32: Cookie] = [:]
        var meters: [UInt32: Cookie] = [:]
        var zones: [UInt16: Cookie] = [:]
    }

    /// Groups, meters and zones have no cookies: their numbers say whose they are.
    private func fragmentsByNumber(on host: HostID) -> FragmentsByNumber {
        var numbers = FragmentsByNumber()
        for fragment in engine.desired(for: host) {
            for group in fragment.groups.entries { numbers.groups[group.id] = fragment.id }
            for meter in fragment.meters.entries { numbers.meters[meter.id] = fragment.id }
            for zone in fragment.zones { numbers.zones[zone] = fragment.id }
        }
        return numbers
    }

    private func source(of owner: Owner) -> Exclusion.Source {
        documents.policy.document(of: owner).map { .document($0) } ?? .object(owner)
    }

    /// What is taken away has no document any more: it goes with the tenant's.
    private func isPart(_ change: Change, of source: Exclusion.Source) -> Bool {
        guard let owner = (change.new ?? change.old)?.owner else { return false }
        guard change.new == nil, case .document(let key) = source, documents.policy.document(of: owner) == nil else {
            return self.source(of: owner) == source
        }
        return owner.tenant == key.tenant
    }

    /// ` (file:line)` of the document that stands behind an object.
    private func place(of owner: Owner) -> String {
        documents.policy.position(of: owner).map { " (\($0))" } ?? ""
    }
}

// MARK: - Another try

extension Controller {
    /// A document that changes gets another chance.
    func clearObsoleteRefusals(_ update: Update) {
        let concerned = hosts.ids { !$0.flows.excluded.isEmpty }
        guard !concerned.isEmpty else { return }
        for item in update.items {
            guard let id = item.old?.id ?? item.new?.id else { continue }
            for host in concerned where item.hosts.contains(host) {
                guard let source = hosts[host]?.flows.excluded[id]?.source else { continue }
                suspend(host) { $0.source == source }
                pending.drop(host)
                readBackAgain(host)
            }
        }
    }

    func retryRefused(_ due: [HostID]) {
        for host in due {
            guard let time = hosts[host]?.flows.retryAt, time <= now else { continue }
            hosts[host]?.flows.retryAt = nil
            guard hosts[host]?.flows.excluded.isEmpty == false else { continue }
            suspend(host) { _ in true }
            readBackAgain(host)
        }
    }

    /// Lets go of exclusions for one try; what is refused again is held back as it was before.
    private func suspend(_ host: HostID, _ isConcerned: (Exclusion) -> Bool) {
        guard let excluded = hosts[host]?.flows.excluded else { return }
        hosts[host]?.flows.suspended.merge(excluded.filter { isConcerned($0.value) }) { $1 }
        hosts[host]?.flows.excluded = excluded.filter { !isConcerned($0.value) }
    }
}

extension Owner {
    /// Whose documents name it.
    fileprivate var tenant: String {
        switch self {
        case .host: DocumentKey.adminTenant
        case .network(let id): id.tenant
        case .nic(let id): id.tenant
        case .rule(let id, _, _): id.tenant
        }
    }
}
