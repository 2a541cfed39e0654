import NetworkTypes
public import OVSDB

/// Makes up the uuids of rows, versions and servers, of version 4 (RFC 4122 section 4.4): the same seed gives the same
/// ones in the same order.
public struct UUIDSource: Sendable {
    private var generator: SplitMix64

    public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    public mutating func next() -> OVSDBUUID {
        let (high, low) = (generator.next(), generator.next())
        return OVSDBUUID(high: high & ~0xf000 | 0x4000, low: low & ~(0b11 << 62) | 0b10 << 62)
    }
}
