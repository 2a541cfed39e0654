import OpenFlow

/// Which rounds changes take, and how large they are together: what must be known of a host's programs before they are written.
///
/// It is never less than what is written, and may be more: a meter that goes with one fragment and comes with another stays.
struct ChangeOutline {
    private var size = BatchSize()
    /// A bit for each round.
    private var roundBits: UInt8 = 0

    init() {}

    init(of change: PendingChanges.Change) {
        let ranked = RankedChanges(CollectionOfOne(change))
        for round in Round.allCases {
            var batch = ModificationBatch()
            round.write(ranked, heldMeters: [], into: &batch)
            guard !batch.isEmpty else { continue }
            roundBits |= round.bit
            size.add(batch.size)
        }
    }

    mutating func add(_ other: ChangeOutline) {
        size.add(other.size)
        roundBits |= other.roundBits
    }

    /// Ascending.
    var rounds: [Round] { Round.allCases.filter { roundBits & $0.bit != 0 } }

    /// Whether a switch takes all of it, and the marker that follows, or nothing.
    var isOneStep: Bool { roundBits.nonzeroBitCount <= 1 && size.isOneStep }
}

extension Round {
    fileprivate var bit: UInt8 { 1 << UInt8(rawValue) }
}
