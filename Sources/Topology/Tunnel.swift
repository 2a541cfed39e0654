/// A pair of hosts that share at least one network, and so exchange VXLAN.
public struct Tunnel: Hashable, Comparable, Sendable {
    /// The host whose name sorts first.
    public let first: HostID
    public let second: HostID
    /// The networks that both serve.
    public let networks: [NetworkID]

    public static func < (left: Self, right: Self) -> Bool { (left.first, left.second) < (right.first, right.second) }
}

extension Topology {
    /// All tunnels in use, sorted.
    public func tunnels() -> [Tunnel] {
        var shared: [HostID: [HostID: [NetworkID]]] = [:]
        for network in memberHosts.keys.sorted() {
            let members = members(of: network).sorted()
            for (place, first) in members.enumerated() {
                for second in members[(place + 1)...] {
                    shared[first, default: [:]][second, default: []].append(network)
                }
            }
        }
        return shared.flatMap { first, others in
            others.map { Tunnel(first: first, second: $0.key, networks: $0.value) }
        }.sorted()
    }
}
