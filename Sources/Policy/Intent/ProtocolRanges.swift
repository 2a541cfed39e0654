/// Packets as numbers, in disjoint ascending ranges that do not touch: family, IP protocol, and the destination port or the
/// ICMP type and code.
struct ProtocolRanges: Hashable, Sendable {
    private(set) var ranges: [ClosedRange<UInt32>] = []

    var isEmpty: Bool { ranges.isEmpty }

    /// Joins what it overlaps or touches.
    mutating func insert(_ range: ClosedRange<UInt32>) {
        // The largest number has 25 bits, so neither end overflows.
        let first = firstIndex { $0.upperBound + 1 >= range.lowerBound }
        let end = firstIndex { $0.lowerBound > range.upperBound + 1 }
        guard first < end else { return ranges.insert(range, at: first) }
        let low = min(range.lowerBound, ranges[first].lowerBound)
        ranges.replaceSubrange(first..<end, with: [low...max(range.upperBound, ranges[end - 1].upperBound)])
    }

    mutating func formUnion(_ other: ProtocolRanges) {
        for range in other.ranges { insert(range) }
    }

    func isSuperset(of other: ProtocolRanges) -> Bool { other.isCovered(by: [self]) }

    /// Whether each of its packets is in one of the others.
    func isCovered(by others: [ProtocolRanges]) -> Bool {
        ranges.allSatisfy { range in
            var next = range.lowerBound
            while next <= range.upperBound {
                guard let end = others.lazy.compactMap({ $0.range(around: next)?.upperBound }).max() else {
                    return false
                }
                next = end + 1
            }
            return true
        }
    }

    func overlaps(_ other: ProtocolRanges) -> Bool {
        other.ranges.contains { range in
            let index = firstIndex { $0.upperBound >= range.lowerBound }
            return index < ranges.count && ranges[index].lowerBound <= range.upperBound
        }
    }

    func clamped(to bounds: ClosedRange<UInt32>) -> ProtocolRanges {
        var result = ProtocolRanges()
        result.ranges = ranges.filter { $0.overlaps(bounds) }.map { $0.clamped(to: bounds) }
        return result
    }

    private func range(around number: UInt32) -> ClosedRange<UInt32>? {
        let index = firstIndex { $0.upperBound >= number }
        return index < ranges.count && ranges[index].lowerBound <= number ? ranges[index] : nil
    }

    /// The first range that the condition holds for, where it holds for all behind it.
    private func firstIndex(_ condition: (ClosedRange<UInt32>) -> Bool) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if condition(ranges[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
