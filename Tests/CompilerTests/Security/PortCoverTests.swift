import TestSupport
import Testing

@testable import Compiler

@Suite("Ranges of ports as masks")
struct PortCoverTests {
    private static let edges: [ClosedRange<UInt16>] = [
        0...0, 0...1, 0...65535, 1...65535, 0...65534, 1...65534, 65535...65535, 65534...65535, 32767...32768,
        1024...65535, 0...1023, 80...80, 3000...3010,
    ]

    private static var ranges: [ClosedRange<UInt16>] {
        var generator = SeededGenerator(seed: 17)
        return edges
            + (0..<300).map { _ in
                let ends = [UInt16.random(in: 0...65535, using: &generator), .random(in: 0...65535, using: &generator)]
                return ends[0] < ends[1] ? ends[0]...ends[1] : ends[1]...ends[0]
            }
    }

    @Test("Parts lie one after the other, from the first port to the last", arguments: ranges)
    func exact(range: ClosedRange<UInt16>) {
        var next = UInt32(range.lowerBound)
        for part in PortCover(range).parts {
            #expect(part.value & ~part.mask == 0, "bits outside of the mask are zero")
            #expect(~part.mask & (~part.mask &+ 1) == 0, "\(part.mask) is a prefix")
            #expect(UInt32(part.value) == next)
            next = UInt32(part.value | ~part.mask) + 1
        }
        #expect(next == UInt32(range.upperBound) + 1)
    }

    @Test("There are as few parts as prefixes can be", arguments: ranges)
    func least(range: ClosedRange<UInt16>) {
        #expect(PortCover(range).parts.count == Self.fewest(in: 0...65535, covering: range))
    }

    /// Halves the space until a half is within the range or outside of it.
    private static func fewest(in space: ClosedRange<Int>, covering range: ClosedRange<UInt16>) -> Int {
        let wanted = Int(range.lowerBound)...Int(range.upperBound)
        guard space.overlaps(wanted) else { return 0 }
        if wanted.lowerBound <= space.lowerBound, space.upperBound <= wanted.upperBound { return 1 }
        let middle = space.lowerBound + space.count / 2
        return fewest(in: space.lowerBound...middle - 1, covering: range)
            + fewest(in: middle...space.upperBound, covering: range)
    }

    @Test("The worst range has thirty parts")
    func worst() { #expect(PortCover(1...65534).parts.count == 30) }

    @Test("Ranges that overlap or touch are one")
    func merged() {
        let ranges: [ClosedRange<UInt16>] = [80...90, 443...443, 91...91, 85...100, 65535...65535, 0...0, 2...2]
        #expect(ranges.merged == [0...0, 2...2, 80...100, 443...443, 65535...65535])
        #expect([1...65535, 0...3].merged == [0...65535])
    }
}
