/// A range of ports as values under masks, as flows can match them: the least list of those whose masks are prefixes.
///
/// At most 30, for 1–65534; a single one for ranges that are aligned.
struct PortCover: Hashable, Sendable {
    struct Part: Hashable, Sendable {
        let value: UInt16
        /// Ones from the highest bit on; zeros below.
        let mask: UInt16
    }

    /// From the lowest ports on.
    let parts: [Part]

    init(_ range: ClosedRange<UInt16>) {
        var parts: [Part] = []
        var next = UInt32(range.lowerBound)
        let end = UInt32(range.upperBound) + 1
        while next < end {
            // The largest block that begins here and ends in the range.
            var size = next == 0 ? 1 << 16 : next & (~next + 1)
            while next + size > end { size /= 2 }
            parts.append(Part(value: UInt16(next), mask: UInt16(truncatingIfNeeded: ~(size - 1))))
            next += size
        }
        self.parts = parts
    }
}

extension [ClosedRange<UInt16>] {
    /// The same ports in the fewest ranges, sorted: those that overlap or touch are one.
    var merged: [ClosedRange<UInt16>] {
        var result: [ClosedRange<UInt16>] = []
        for range in sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            if let last = result.last, UInt32(range.lowerBound) <= UInt32(last.upperBound) + 1 {
                result[result.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
