import NetworkTypes
import OpenFlow
import Topology

/// The packets that a rule's protocols mean, as matches: a packet is meant that meets any of them.
///
/// They look at the connection's first packet, which connection tracking remembers: replies meet the same matches. Of ICMP it
/// remembers the type as the source port (`ct_tp_src`), in IPv4 and IPv6 alike.
struct ProtocolAlternatives {
    /// None twice, and none that another one covers; an empty one means every packet.
    let matches: [[MatchField]]

    init(_ protocols: [RuleProtocol]) {
        guard !protocols.contains(.any) else {
            matches = [[]]
            return
        }
        let numbers = Set(protocols.compactMap { if case .number(let number) = $0 { number } else { nil } })
        var matches = numbers.sorted().map { [Self.ipProtocol($0)] }
        let tcp = protocols.compactMap { if case .tcp(let ports) = $0 { ports } else { nil } }
        let udp = protocols.compactMap { if case .udp(let ports) = $0 { ports } else { nil } }
        let icmp = protocols.compactMap { if case .icmp(let type) = $0 { Optional(type) } else { nil } }
        let icmp6 = protocols.compactMap { if case .icmp6(let type) = $0 { Optional(type) } else { nil } }
        if !numbers.contains(Self.tcp) { matches += Self.ports(tcp, Self.tcp) }
        if !numbers.contains(Self.udp) { matches += Self.ports(udp, Self.udp) }
        if !numbers.contains(Self.icmp) { matches += Self.types(icmp, Self.icmp, EtherType.ipv4) }
        if !numbers.contains(Self.icmp6) { matches += Self.types(icmp6, Self.icmp6, EtherType.ipv6) }
        self.matches = matches
    }

    private static let icmp: UInt8 = 1
    private static let tcp: UInt8 = 6
    private static let udp: UInt8 = 17
    private static let icmp6: UInt8 = 58

    private static func ipProtocol(_ number: UInt8) -> MatchField { MatchField(.ctProtocol, UInt128(number)) }

    /// Over both families.
    private static func ports(_ ranges: [ClosedRange<UInt16>], _ number: UInt8) -> [[MatchField]] {
        ranges.merged.flatMap { PortCover($0).parts }.map { part in
            let field = MatchField(.ctTransportDestination, UInt128(part.value), mask: UInt128(part.mask))
            return part.mask == 0 ? [ipProtocol(number)] : [ipProtocol(number), field]
        }
    }

    /// - Parameter types: nil stands for every type.
    private static func types(_ types: [UInt8?], _ number: UInt8, _ family: UInt16) -> [[MatchField]] {
        let base = [MatchField(.etherType, UInt128(family)), ipProtocol(number)]
        if types.contains(nil) { return [base] }
        return Set(types.compactMap { $0 }).sorted().map { base + [MatchField(.ctTransportSource, UInt128($0))] }
    }
}
