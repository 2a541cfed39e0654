import OpenFlow
import Pipeline

/// What hosts with the same changes get. It is written when it is sent: all rounds of all hosts together would be many times as
/// large as the changes.
struct Recipe {
    /// Which of the rollout's changes concern the hosts, ascending.
    private let places: [Int32]
    /// Meters of fragments whose change is held back on them.
    private let heldMeters: Set<UInt32>
    /// Rounds in which they get something, ascending.
    let rounds: [Round]
    /// A part that takes several steps begins with the marker that stands for no state, as a session may end between them.
    private let isOneStep: Bool
    private let hosts: Int
    /// How many of them took their program of the present round.
    private var taken = 0
    /// That program, while others will take it too.
    private var written: ModificationBatch?

    /// - Parameters:
    ///   - outlines: those of all changes of the rollout.
    ///   - hosts: how many get it.
    init(_ places: [Int32], of outlines: [ChangeOutline], heldMeters: Set<UInt32>, hosts: Int) {
        var outline = ChangeOutline()
        for place in places { outline.add(outlines[Int(place)]) }
        self.places = places
        self.heldMeters = heldMeters
        self.hosts = hosts
        rounds = outline.rounds
        isOneStep = outline.isOneStep
    }

    mutating func startRound() {
        taken = 0
        written = nil
    }

    /// The program of a round, without the marker that ends the last one; hosts share its bytes.
    mutating func program(of round: Round, from changes: [PendingChanges.Change]) -> ModificationBatch {
        taken += 1
        let batch = written ?? write(round, changes)
        // The last host has it for itself: a large one is not copied for its marker.
        written = taken < hosts ? batch : nil
        return batch
    }

    private func write(_ round: Round, _ changes: [PendingChanges.Change]) -> ModificationBatch {
        var batch = ModificationBatch()
        let ranked = RankedChanges(places.lazy.map { changes[Int($0)] })
        round.write(ranked, heldMeters: heldMeters, into: &batch)
        if !isOneStep, round == rounds.first { batch.prepend(EncodedFlow(Pipeline.unfinishedMarker)) }
        return batch
    }
}
