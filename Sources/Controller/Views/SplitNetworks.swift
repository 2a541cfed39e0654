import NetworkTypes
import Policy
import Topology

/// Networks that hosts with VTEPs of both families serve, found in one pass over their members: no tunnel joins an IPv4 VTEP
/// with one of IPv6.
struct SplitNetworks {
    /// Members whose VTEP is of one family.
    private struct Side {
        var count = 0
        var first: HostID?

        mutating func add(_ host: HostID) {
            count += 1
            first = first.map { min($0, host) } ?? host
        }
    }

    private var sides: [NetworkID: (v4: Side, v6: Side)] = [:]

    init(_ topology: Topology) {
        let isV4 = topology.hosts.compactMapValues { $0.vtep?.isV4 }
        guard Set(isV4.values).count > 1 else { return }
        for network in topology.networks.keys {
            var (v4, v6) = (Side(), Side())
            for member in topology.members(of: network) {
                switch isV4[member] {
                case true?: v4.add(member)
                case false?: v6.add(member)
                case nil: break
                }
            }
            if v4.count > 0, v6.count > 0 { sides[network] = (v4, v6) }
        }
    }

    /// What to say of a host, if it serves one of these networks: the first of them, with who is on its other side.
    func finding(of host: HostState, _ networks: Set<NetworkID>) -> Finding? {
        guard !sides.isEmpty, let own = host.declaration.vtep else { return nil }
        let split = networks.filter { sides[$0] != nil }
        guard let network = split.min(by: { "\($0)" < "\($1)" }), let (v4, v6) = sides[network],
            let first = own.isV4 ? v6.first : v4.first
        else { return nil }
        let (mine, theirs) = own.isV4 ? ("IPv4", "IPv6") : ("IPv6", "IPv4")
        let others = (own.isV4 ? v6 : v4).count - 1
        let hosts = others == 0 ? "\(first)" : "\(first) and \(others) more"
        let more = split.count == 1 ? "" : "; so are \(split.count - 1) more networks"
        return Finding(
            .error, "vtep-family",
            "its VTEP \(own) is \(mine), and \(theirs) on \(hosts): no tunnel joins them, so NICs of \(network) do not reach each other there\(more). Give them VTEPs of one family"
        )
    }
}
