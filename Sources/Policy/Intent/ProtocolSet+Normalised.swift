extension ProtocolSet {
    /// The same packets in the shortest writing, ascending by protocol number: two sets are equal when these are.
    public var normalised: [RuleProtocol] {
        if self == Self.everything { return [.any] }
        let numbers = ranges.ranges.flatMap {
            ($0.lowerBound >> 16...$0.upperBound >> 16).map(UInt8.init(truncatingIfNeeded:))
        }
        return Set(numbers).sorted().flatMap(protocols)
    }

    private static let everything = ProtocolSet([.any])

    /// What it holds of one IP protocol.
    private func protocols(of number: UInt8) -> [RuleProtocol] {
        let (v4, v6) = (rest(.v4, number), rest(.v6, number))
        switch number {
        case 6: return v4.map(RuleProtocol.tcp)
        case 17: return v4.map(RuleProtocol.udp)
        // ICMP over the other family is written by its number only, and that holds both.
        case 1 where v6.isEmpty: return Self.types(v4).map(RuleProtocol.icmp)
        case 58 where v4.isEmpty: return Self.types(v6).map(RuleProtocol.icmp6)
        default: return v4.isEmpty ? [] : [.ip(number)]
        }
    }

    /// Its ports, or types and codes.
    private func rest(_ family: RuleProtocol.Family, _ number: UInt8) -> [ClosedRange<UInt16>] {
        ranges.clamped(to: RuleProtocol.range(family, number...number, RuleProtocol.allPorts)).ranges.map {
            UInt16(truncatingIfNeeded: $0.lowerBound)...UInt16(truncatingIfNeeded: $0.upperBound)
        }
    }

    /// One by one; nil for all of them.
    private static func types(_ ranges: [ClosedRange<UInt16>]) -> [UInt8?] {
        if ranges == [RuleProtocol.allPorts] { return [nil] }
        return ranges.flatMap { UInt8($0.lowerBound >> 8)...UInt8($0.upperBound >> 8) }
    }
}
