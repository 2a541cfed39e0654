import Topology

/// Hosts that have fragments in common.
enum Circle: Hashable, Comparable, Sendable {
    /// Those that serve the network.
    case network(NetworkID)
    /// Those that serve members of the group.
    case group(GroupID)
}

extension Audience {
    /// None for a single host.
    var circle: Circle? {
        switch self {
        case .host: nil
        case .members(let network, _): .network(network)
        case .servers(let group): .group(group)
        }
    }

    /// The host of the circle that is left out.
    var exception: HostID? {
        if case .members(_, let except) = self { except } else { nil }
    }
}

/// A host that is in a circle, or was.
struct Place: Hashable, Comparable, Sendable {
    let circle: Circle
    let host: HostID

    static func < (left: Self, right: Self) -> Bool { (left.circle, left.host) < (right.circle, right.host) }
}

extension ChangeSet {
    /// Every host that came to a circle or left it.
    var places: [Place] {
        memberships.map { Place(circle: .network($0.network), host: $0.host) }
            + groupHosts.map { Place(circle: .group($0.group), host: $0.host) }
    }
}

extension Topology {
    func isIn(_ place: Place) -> Bool {
        switch place.circle {
        case .network(let network): isMember(Membership(network: network, host: place.host))
        case .group(let group): isServed(GroupMembership(group: group, host: place.host))
        }
    }
}
