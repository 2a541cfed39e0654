import Topology

/// Who gets a fragment, during one update: sorted once for each circle, however many fragments it has.
struct MemberLists {
    private let members: [Circle: Set<HostID>]
    private let exceptions: [Circle: Set<HostID>]
    private var lists: [Circle: [HostID]] = [:]

    /// - Parameters:
    ///   - members: who is in a circle.
    ///   - exceptions: of some circles, who is in them instead.
    init(_ members: [Circle: Set<HostID>], except exceptions: [Circle: Set<HostID>] = [:]) {
        self.members = members
        self.exceptions = exceptions
    }

    mutating func hosts(_ audience: Audience) -> HostList {
        switch audience {
        case .host(let host): HostList(sorted: [host])
        case .members(let network, let except): HostList(sorted: list(.network(network)), except: except)
        case .servers(let group): HostList(sorted: list(.group(group)))
        }
    }

    private mutating func list(_ circle: Circle) -> [HostID] {
        if let list = lists[circle] { return list }
        let list = (exceptions[circle] ?? members[circle] ?? []).sorted()
        lists[circle] = list
        return list
    }
}
