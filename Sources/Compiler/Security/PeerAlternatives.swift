import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// What rules name, looked up in the graph by whoever compiles them.
struct PeerLookup {
    /// Numbers of the identities that meet the term.
    var identities: (PeerTerm) -> [UInt64] = { _ in [] }
    var prefixes: (AddressSetID) -> Set<IPPrefix> = { _ in [] }
    /// Nil when there is no such network.
    var vni: (NetworkID) -> VNI? = { _ in nil }
}

/// The other end of a rule, as matches: a packet is meant that meets any of them.
///
/// The other end is the packet's receiver where the NIC sends, replies too, and its sender where the NIC receives.
struct PeerAlternatives {
    /// None twice; an empty one means everybody. No match at all means nobody.
    let matches: [[MatchField]]

    init(_ peer: RulePeer, _ lookup: PeerLookup) {
        switch peer {
        case .any: matches = [[]]
        case .external: matches = [[Slot.peerIsInside.match(0)]]
        case .prefix(let prefix): matches = Self.alternatives(prefix)
        case .addressSet(let set): matches = lookup.prefixes(set).sorted().flatMap(Self.alternatives)
        case .network(let network):
            matches =
                lookup.vni(network).map {
                    [[Slot.network.match(UInt64($0.rawValue)), Slot.peerIsKnown.match(1)]]
                } ?? []
        case .term(let term):
            matches = Set(lookup.identities(term)).sorted().map { number in
                [Slot.peerIdentityHigh.match(number >> 32), Slot.peerIdentityLow.match(number & 0xffff_ffff)]
            }
        }
    }

    private static func alternatives(_ prefix: IPPrefix) -> [[MatchField]] {
        let family = MatchField(.etherType, UInt128(prefix.address.isV4 ? EtherType.ipv4 : EtherType.ipv6))
        if prefix.length == 0 { return [[family]] }
        return PolicySide.allCases.map { side in
            [family, prefix.match(side), Slot.isIngress.match(side == .ingress ? 1 : 0)]
        }
    }
}

extension IPPrefix {
    /// The packet's other end lies in it, seen from the NIC of this side.
    func match(_ side: PolicySide) -> MatchField {
        switch (address, side) {
        case (.v4(let v4), .egress): MatchField(.ipv4Destination, UInt128(v4.rawValue), mask: mask)
        case (.v4(let v4), .ingress): MatchField(.ipv4Source, UInt128(v4.rawValue), mask: mask)
        case (.v6(let v6), .egress): MatchField(.ipv6Destination, v6.rawValue, mask: mask)
        case (.v6(let v6), .ingress): MatchField(.ipv6Source, v6.rawValue, mask: mask)
        }
    }
}
