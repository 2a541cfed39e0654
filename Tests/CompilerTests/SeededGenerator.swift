import Foundation

/// Seeds of a randomised test: a few each time, and `WEFT_NIGHTLY=1` runs them at length.
enum Seeds {
    static func range(_ count: UInt64, nightly: UInt64) -> Range<UInt64> {
        0..<(ProcessInfo.processInfo.environment["WEFT_NIGHTLY"] == "1" ? nightly : count)
    }
}

/// SplitMix64: the same seed gives the same test.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
