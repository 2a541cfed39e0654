/// Repeated measurements of one thing.
public struct Samples: Sendable {
    /// Ascending.
    private let sorted: [Double]

    /// Traps without any measurement.
    public init(_ values: some Sequence<Double>) {
        sorted = values.sorted()
        precondition(!sorted.isEmpty, "samples hold at least one measurement")
    }

    public var count: Int { sorted.count }
    public var minimum: Double { sorted[0] }
    public var maximum: Double { sorted[sorted.count - 1] }
    public var median: Double { percentile(50) }

    /// The smallest measurement that at least `rank` percent (0…100) do not exceed: nearest rank.
    public func percentile(_ rank: Double) -> Double {
        precondition((0...100).contains(rank), "a percentile is 0 to 100")
        let position = Int((rank / 100 * Double(sorted.count)).rounded(.up)) - 1
        return sorted[max(0, position)]
    }
}
