import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// One change on its way to the hosts, in rounds.
struct Rollout {
    let number: UInt64
    let changes: [PendingChanges.Change]
    /// What each host gets in each round, as far as it is not sent.
    var programs: [Round: [HostID: ModificationBatch]]
    /// The baseline that each host had when the rollout was made: whoever has another by now got everything already.
    let epochs: [HostID: UInt64]
    /// The present round; none before the first.
    private(set) var round: Round?
    /// Hosts whose programs of the present round are not sent, the next one last.
    var unsent: [HostID] = []
    /// Hosts that had not confirmed the present round when they were last looked at.
    var awaiting: [Awaited] = []
    /// When it is waited for no more.
    var deadline: MonotonicTime

    struct Awaited {
        let host: HostID
        let modifications: Int
    }

    init(
        number: UInt64, changes: [PendingChanges.Change], programs: [Round: [HostID: ModificationBatch]],
        epochs: [HostID: UInt64], deadline: MonotonicTime
    ) {
        self.number = number
        self.changes = changes
        self.programs = programs
        self.epochs = epochs
        self.deadline = deadline
    }

    /// Goes on to the next round; false when there is none.
    mutating func startNextRound() -> Bool {
        if let round { programs[round] = nil }
        round = programs.keys.min()
        unsent = round.flatMap { programs[$0] }?.keys.sorted(by: >) ?? []
        return round != nil
    }

    /// Hosts to which something is to be sent.
    var hosts: Set<HostID> { programs.values.reduce(into: []) { $0.formUnion($1.keys) } }

    /// Whether a host takes part in them.
    func concerns(_ host: HostID) -> Bool { programs.values.contains { $0[host] != nil } }

    /// The last round in which a host takes part.
    func lastRound(of host: HostID) -> Round? { programs.keys.filter { programs[$0]?[host] != nil }.max() }
}

extension Rollout {
    /// Writes what every host gets, round by round. Hosts with the same changes share the bytes, but for the marker.
    ///
    /// A part that takes several steps begins with the marker that stands for no state, as a session may end between them.
    ///
    /// - Parameters:
    ///   - places: which changes concern each host.
    ///   - markers: the flow that ends each host's part, of those that take part.
    ///   - heldMeters: per host, meters of fragments whose change is held back there.
    static func programs(
        _ changes: [PendingChanges.Change], places: [HostID: [Int]], markers: [HostID: Flow],
        heldMeters: [HostID: Set<UInt32>]
    ) -> [Round: [HostID: ModificationBatch]] {
        var programs: [Round: [HostID: ModificationBatch]] = [:]
        let alikes = Dictionary(grouping: markers.keys) {
            Likeness(places: places[$0] ?? [], held: heldMeters[$0] ?? [])
        }
        for (likeness, alike) in alikes {
            var batches = write(RankedChanges(likeness.places.lazy.map { changes[$0] }), heldMeters: likeness.held)
            guard let last = batches.keys.max() else { continue }
            for (position, host) in alike.enumerated() {
                guard let marker = markers[host] else { continue }
                for round in Round.allCases {
                    // The last host takes the batch itself: a large one is not copied for its marker.
                    let isHandedOver = position == alike.count - 1
                    guard var batch = isHandedOver ? batches.removeValue(forKey: round) : batches[round] else {
                        continue
                    }
                    if round == last { batch.append(EncodedFlow(marker)) }
                    programs[round, default: [:]][host] = batch
                }
            }
        }
        return programs
    }

    /// What decides what a host gets.
    private struct Likeness: Hashable {
        /// Of the changes that concern it.
        let places: [Int]
        let held: Set<UInt32>
    }

    private static func write(_ changes: RankedChanges, heldMeters: Set<UInt32>) -> [Round: ModificationBatch] {
        var batches: [Round: ModificationBatch] = [:]
        for round in Round.allCases {
            var batch = ModificationBatch()
            round.write(changes, heldMeters: heldMeters, into: &batch)
            if !batch.isEmpty { batches[round] = batch }
        }
        if let first = batches.keys.min(), batches.count > 1 || batches[first]?.isOneStep == false {
            batches[first]?.prepend(EncodedFlow(Pipeline.unfinishedMarker))
        }
        return batches
    }
}
