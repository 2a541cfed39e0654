/// Random numbers that follow from a seed (SplitMix64; Steele, Lea and Flood, 2014): for delays and orders that differ from
/// one peer to the next and can be repeated in a test. Not for secrets.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    /// The next number as a part of 1: at least 0, below 1, in steps of 2⁻⁵³.
    public mutating func nextFraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
