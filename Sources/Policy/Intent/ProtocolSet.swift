/// The protocols of one rule: one, or a list of them.
///
/// Two sets are equal when they hold the same packets, however they are written: `[tcp/1-9, tcp/10]` is `tcp/1-10`.
public struct ProtocolSet: Hashable, Sendable, CustomStringConvertible {
    /// As written, in that order.
    public let protocols: [RuleProtocol]
    /// What they hold.
    let ranges: ProtocolRanges

    public init(_ protocols: [RuleProtocol]) {
        self.protocols = protocols
        ranges = protocols.reduce(into: ProtocolRanges()) { ranges, written in
            for range in written.ranges { ranges.insert(range) }
        }
    }

    public static func == (left: Self, right: Self) -> Bool { left.ranges == right.ranges }
    public func hash(into hasher: inout Hasher) { hasher.combine(ranges) }

    public var description: String {
        protocols.count == 1 ? "\(protocols[0])" : "[\(protocols.map(\.description).joined(separator: ", "))]"
    }

    /// Whether every packet of the other set is in this one.
    public func isSuperset(of other: ProtocolSet) -> Bool { ranges.isSuperset(of: other.ranges) }

    /// The packets of it that are of this family.
    func ranges(of family: RuleProtocol.Family) -> ProtocolRanges {
        ranges.clamped(to: RuleProtocol.range(family, 0...255, 0...65535))
    }
}

extension RuleProtocol {
    enum Family: UInt32 {
        case v4
        case v6
    }

    /// The packets that it holds, each as a number.
    fileprivate var ranges: [ClosedRange<UInt32>] {
        switch self {
        case .any: both(0...255, 0...65535)
        case .tcp(let ports): both(6...6, ports)
        case .udp(let ports): both(17...17, ports)
        case .icmp(let type): [Self.range(.v4, 1...1, Self.codes(of: type))]
        case .icmp6(let type): [Self.range(.v6, 58...58, Self.codes(of: type))]
        case .ip(let number): both(number...number, 0...65535)
        }
    }

    private func both(_ numbers: ClosedRange<UInt8>, _ rest: ClosedRange<UInt16>) -> [ClosedRange<UInt32>] {
        [Self.range(.v4, numbers, rest), Self.range(.v6, numbers, rest)]
    }

    private static func codes(of type: UInt8?) -> ClosedRange<UInt16> {
        type.map { UInt16($0) << 8...UInt16($0) << 8 | 0xff } ?? 0...65535
    }

    /// Of several numbers only with everything in them, so that the range has no gaps.
    static func range(
        _ family: Family, _ numbers: ClosedRange<UInt8>, _ rest: ClosedRange<UInt16>
    ) -> ClosedRange<UInt32> {
        let start = family.rawValue << 24 | UInt32(numbers.lowerBound) << 16 | UInt32(rest.lowerBound)
        return start...family.rawValue << 24 | UInt32(numbers.upperBound) << 16 | UInt32(rest.upperBound)
    }
}
