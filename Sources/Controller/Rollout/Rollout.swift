import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// One change on its way to the hosts, in rounds.
struct Rollout {
    let number: UInt64
    let changes: [PendingChanges.Change]
    /// What each host gets in each round that is still to come.
    var programs: [Round: [HostID: ModificationBatch]]
    /// The baseline that each host had when the rollout was made: whoever has another by now got everything already.
    let epochs: [HostID: UInt64]
    /// Hosts that have not confirmed the present round.
    var awaiting: Set<HostID> = []
    var deadline: MonotonicTime

    /// Hosts that take part in the rounds to come.
    var hosts: Set<HostID> { programs.values.reduce(into: []) { $0.formUnion($1.keys) } }

    /// The last round in which a host takes part.
    func lastRound(of host: HostID) -> Round? { programs.keys.filter { programs[$0]?[host] != nil }.max() }
}

extension Rollout {
    /// Writes what every host gets, round by round. Hosts with the same changes share the bytes, but for the marker.
    ///
    /// A part that takes several steps begins with the marker that stands for no state, as a session may end between them.
    ///
    /// - Parameters:
    ///   - markers: the flow that ends each host's part.
    ///   - heldMeters: per host, meters of fragments whose change is held back there.
    static func programs(
        _ changes: [PendingChanges.Change], hosts: Set<HostID>, markers: [HostID: Flow],
        heldMeters: [HostID: Set<UInt32>]
    ) -> [Round: [HostID: ModificationBatch]] {
        var places: [HostID: [Int]] = [:]
        for (place, change) in changes.enumerated() {
            for host in change.hosts where hosts.contains(host) { places[host, default: []].append(place) }
        }
        var programs: [Round: [HostID: ModificationBatch]] = [:]
        let alikes = Dictionary(grouping: places.keys) {
            Likeness(places: places[$0] ?? [], held: heldMeters[$0] ?? [])
        }
        for (likeness, alike) in alikes {
            var batches = write(likeness.places.map { changes[$0] }, heldMeters: likeness.held)
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

    private static func write(
        _ changes: [PendingChanges.Change], heldMeters: Set<UInt32>
    ) -> [Round: ModificationBatch] {
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
