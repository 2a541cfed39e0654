import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// One change on its way to the hosts, in rounds.
struct Rollout {
    let number: UInt64
    let changes: [PendingChanges.Change]
    private var recipes: [Recipe]
    /// Of hosts that have not been sent everything.
    private var shares: [HostID: Share]
    /// The present round; none before the first.
    private(set) var round: Round?
    /// Hosts whose programs of the present round are not sent, the next one last.
    private(set) var unsent: [HostID] = []
    /// Hosts that had not confirmed the present round when they were last looked at.
    var awaiting: [Awaited] = []
    /// When it is waited for no more.
    var deadline: MonotonicTime

    private struct Share {
        /// Which recipe the host's programs are written by.
        let recipe: Int
        /// The flow that ends the last of them.
        let marker: Flow
        /// The baseline that the host had when the rollout was made: whoever has another by now got everything already.
        let epoch: UInt64
    }

    /// A host that takes part.
    struct Participant {
        let host: HostID
        let epoch: UInt64
        /// The flow that tells its desired state after the changes.
        let marker: Flow
        /// Meters of fragments whose change is held back there.
        let heldMeters: Set<UInt32>
    }

    struct Awaited {
        let host: HostID
        let epoch: UInt64
        let modifications: Int
    }

    /// - Parameter places: which changes concern each host.
    init(
        number: UInt64, changes: [PendingChanges.Change], places: [HostID: [Int32]], participants: [Participant],
        deadline: MonotonicTime
    ) {
        self.number = number
        self.changes = changes
        self.deadline = deadline
        let outlines = changes.map { ChangeOutline(of: $0) }
        let alikes = Dictionary(grouping: participants) {
            Likeness(places: places[$0.host] ?? [], heldMeters: $0.heldMeters)
        }
        recipes = []
        shares = [:]
        for (likeness, alike) in alikes {
            let recipe = Recipe(likeness.places, of: outlines, heldMeters: likeness.heldMeters, hosts: alike.count)
            guard !recipe.rounds.isEmpty else { continue }
            for participant in alike {
                shares[participant.host] = Share(
                    recipe: recipes.count, marker: participant.marker, epoch: participant.epoch)
            }
            recipes.append(recipe)
        }
    }

    /// What decides what a host gets.
    private struct Likeness: Hashable {
        let places: [Int32]
        let heldMeters: Set<UInt32>
    }
}

extension Rollout {
    /// Hosts to which something is to be sent.
    var hosts: some Sequence<HostID> { shares.keys }

    /// Whether a host is one of them.
    func concerns(_ host: HostID) -> Bool { shares[host] != nil }

    /// Goes on to the next round; false when there is none.
    mutating func startNextRound() -> Bool {
        for next in Round.allCases where round.map({ $0 < next }) ?? true {
            unsent = shares.filter { recipes[$0.value.recipe].rounds.contains(next) }.keys.sorted(by: >)
            guard !unsent.isEmpty else { continue }
            round = next
            for place in recipes.indices { recipes[place].startRound() }
            return true
        }
        return false
    }

    struct Program {
        let host: HostID
        let batch: ModificationBatch
        let epoch: UInt64
        /// Whether it is the host's last one.
        let isLast: Bool
    }

    /// Writes what the next host gets in the present round; nil when all have got it.
    ///
    /// - Parameter isAble: whether a host can be told now and has this baseline still; it takes part no more otherwise.
    mutating func nextProgram(where isAble: (HostID, _ epoch: UInt64) -> Bool) -> Program? {
        while let round, let host = unsent.popLast() {
            guard let share = shares[host] else { continue }
            let isLast = recipes[share.recipe].rounds.last == round
            guard isAble(host, share.epoch) else {
                shares[host] = nil
                continue
            }
            if isLast { shares[host] = nil }
            var batch = recipes[share.recipe].program(of: round, from: changes)
            if isLast { batch.append(EncodedFlow(share.marker)) }
            guard !batch.isEmpty else { continue }
            return Program(host: host, batch: batch, epoch: share.epoch, isLast: isLast)
        }
        return nil
    }
}
