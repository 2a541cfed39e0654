/// What the flow table of a host may be while a change goes out: as before it, as after each of its rounds
/// (`Sources/Controller/Rollout/Round.swift`), and as after it. What a round has for a host goes there in one bundle, which is
/// in place as a whole or not at all.
///
/// For changes that only add flows or only remove some: but for the marker, no flow takes the place of another.
struct RolloutStates {
    /// Each other than the one before; the first is the old state and the last the new one.
    let states: [Set<String>]

    /// - Parameters:
    ///   - old: the flows before the change, as in a `FlowTable`.
    ///   - new: the flows after it.
    init(from old: Set<String>, to new: Set<String>) {
        let added = new.subtracting(old).filter { !Self.isMarker($0) }
        let removed = old.subtracting(new).filter { !Self.isMarker($0) }
        let prepared = old.union(added.filter(Self.isReceiver))
        let switched = prepared.union(added).subtracting(removed.filter { !Self.isReceiver($0) })
        // The marker comes with the last flow that a host gets.
        let whole = new.filter { !Self.isMarker($0) }
        var states = [old]
        for state in [prepared, switched] where state != states.last {
            if state.filter({ !Self.isMarker($0) }) == whole { break }
            states.append(state)
        }
        self.states = states + (new == old ? [] : [new])
    }

    /// Which of the states this is; nil when it is none of them.
    func position(of flows: Set<String>) -> Int? { states.firstIndex(of: flows) }

    /// What is wrong with flows that are none of the states.
    func explanation(of flows: Set<String>) -> String {
        guard let old = states.first, let new = states.last else { return "" }
        let foreign = flows.subtracting(old.union(new)).sorted()
        let missing = old.intersection(new).subtracting(flows).sorted()
        let (come, left) = (flows.intersection(new.subtracting(old)), flows.intersection(old.subtracting(new)))
        return "of neither state: \(foreign); of both and not there: \(missing); "
            + "\(come.count) of \(new.subtracting(old).count) have come, \(left.count) of \(old.subtracting(new).count) are left"
    }

    private static func isMarker(_ flow: String) -> Bool { flow.contains(" table=250 ") }

    /// Whether a flow is of those that go out first and are taken off last: a NIC at home, and what comes by tunnels. By its
    /// cookie, whose highest byte is the purpose (docs/pipeline.md).
    private static func isReceiver(_ flow: String) -> Bool {
        let digits = flow.split(separator: " ").first?.split(separator: "x").last ?? ""
        return [1, 2, 6].contains((UInt64(digits, radix: 16) ?? 0) >> 56)
    }
}
