import Compiler
import Controller
import JSON
import OpenFlow
import Pipeline
import Policy
import Topology

extension FlowQuery {
    /// One page of the flows and groups that hosts should have, each with who stands behind it.
    func answer(_ snapshot: Snapshot) -> APIResponse {
        do throws(Problem) { try check(snapshot) } catch { return error.response }
        var page = FlowPage(limit: limit)
        let hosts = host.map { [$0] } ?? snapshot.topology.hosts.keys.sorted()
        for host in hosts where host.name >= after?.tenant ?? "" {
            add(host, snapshot, to: &page)
            if page.isFull { break }
        }
        return APIResponse([
            "revision": .number(snapshot.revision), "items": .array(page.items),
            "nextPageToken": page.next.map { .string(PageToken.encode($0, of: "flows")) } ?? .null,
        ])
    }

    private func add(_ host: HostID, _ snapshot: Snapshot, to page: inout FlowPage) {
        for fragment in snapshot.engine.desired(for: host) where concerns(fragment.owner, snapshot.policy) {
            var position = FlowPlace(host, cookie: fragment.id.rawValue)
            let context = FlowContext(host: host, owner: fragment.owner, snapshot: snapshot)
            for meter in fragment.meters.entries where stage == nil {
                defer { position.index += 1 }
                guard isWanted(position) else { continue }
                page.add(position) { context.json("meter", meter.decoded().description, stage: nil) }
                if page.isFull { return }
            }
            for group in fragment.groups.entries where stage == nil {
                defer { position.index += 1 }
                guard isWanted(position) else { continue }
                page.add(position) { context.json("group", group.decoded().description, stage: nil) }
                if page.isFull { return }
            }
            for flow in fragment.flows.entries where stage == nil || stage?.table == flow.table {
                defer { position.index += 1 }
                guard isWanted(position) else { continue }
                page.add(position) {
                    context.json("flow", flow.decoded().description, stage: Stage(table: flow.table))
                }
                if page.isFull { return }
            }
        }
        addMarker(host, snapshot, to: &page)
    }

    /// The digest of the host's desired state belongs to no fragment, and comes last.
    private func addMarker(_ host: HostID, _ snapshot: Snapshot, to page: inout FlowPage) {
        let owner = Owner.host(host)
        let position = FlowPlace(host, cookie: .max)
        guard stage == nil || stage == .marker, concerns(owner, snapshot.policy), isWanted(position) else { return }
        let marker = Pipeline.marker(digest: snapshot.engine.tallies[host]?.digest ?? 0)
        let context = FlowContext(host: host, owner: owner, snapshot: snapshot)
        page.add(position) { context.json("flow", marker.description, stage: .marker) }
    }

    private func isWanted(_ place: FlowPlace) -> Bool { after.map { $0 < place.key } ?? true }

    private func concerns(_ owner: Owner, _ policy: PolicySet) -> Bool {
        if let nic {
            guard case .nic(let id) = owner, id.isNamed(nic) else { return false }
        }
        return document == nil || policy.document(of: owner)?.description == document
    }
}

/// Where a flow stands in the whole list.
private struct FlowPlace {
    let host: HostID
    /// With leading zeros, so that texts sort as numbers.
    let cookie: String
    var index = 0

    init(_ host: HostID, cookie: UInt64) {
        self.host = host
        let digits = String(cookie, radix: 16)
        self.cookie = String(repeating: "0", count: 16 - digits.count) + digits
    }

    var key: ObjectKey { ObjectKey(tenant: host.name, name: cookie, number: index) }
}

/// A page that fills up: it is full when one more than its limit was offered.
private struct FlowPage {
    let limit: Int
    private(set) var items: [JSONValue] = []
    private(set) var isFull = false
    private var last: ObjectKey?

    init(limit: Int) { self.limit = limit }

    var next: ObjectKey? { isFull ? last : nil }

    mutating func add(_ place: FlowPlace, _ item: () -> JSONValue) {
        guard items.count < limit else {
            isFull = true
            return
        }
        items.append(item())
        last = place.key
    }
}

/// Who stands behind the flows of a fragment.
private struct FlowContext {
    let host: HostID
    let owner: Owner
    let snapshot: Snapshot

    func json(_ kind: String, _ text: String, stage: Stage?) -> JSONValue {
        var object: JSONObject = ["host": .string(host.name), kind: .string(text), "owner": .string(owner.description)]
        object["position"] = .text(snapshot.position(of: owner))
        object["document"] = .text(snapshot.policy.document(of: owner))
        object["stage"] = .text(stage?.rawValue)
        return .object(object)
    }
}
