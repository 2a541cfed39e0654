import Topology

/// Who gets a fragment, during one update: sorted once for each network, however many fragments it has.
struct MemberLists {
    private let members: [NetworkID: Set<HostID>]
    private let exceptions: [NetworkID: Set<HostID>]
    private var lists: [NetworkID: [HostID]] = [:]

    /// - Parameters:
    ///   - members: who serves a network.
    ///   - exceptions: of some networks, who serves them instead.
    init(_ members: [NetworkID: Set<HostID>], except exceptions: [NetworkID: Set<HostID>] = [:]) {
        self.members = members
        self.exceptions = exceptions
    }

    mutating func hosts(_ audience: Audience) -> HostList {
        switch audience {
        case .host(let host): HostList(sorted: [host])
        case .members(let network, let except): HostList(sorted: list(network), except: except)
        }
    }

    private mutating func list(_ network: NetworkID) -> [HostID] {
        if let list = lists[network] { return list }
        let list = (exceptions[network] ?? members[network] ?? []).sorted()
        lists[network] = list
        return list
    }
}
