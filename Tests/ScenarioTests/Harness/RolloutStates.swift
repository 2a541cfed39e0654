/// What the flow table of a host may be while a change goes out: as before it, as after each of its rounds
/// (`Sources/Controller/Rollout/Round.swift`), and as after it. What a round has for a host goes there in one bundle, which is
/// in place as a whole or not at all.
///
/// Where that takes several steps, the marker stands for no state from the first of them to the last; the first may have brought
/// nothing else but meters, and the last be the marker's alone.
///
/// For changes that only add flows or only remove some: but for the marker, no flow takes the place of another.
struct RolloutStates {
    private let old: Set<String>
    private let new: Set<String>
    /// Without markers, each other than the one before: as before the change, after each round, and after it.
    private let contents: [Set<String>]

    /// - Parameters:
    ///   - old: the flows before the change, as in a `FlowTable`.
    ///   - new: the flows after it.
    init(from old: Set<String>, to new: Set<String>) {
        self.old = old
        self.new = new
        let (before, after) = (Self.withoutMarker(old), Self.withoutMarker(new))
        let added = after.subtracting(before)
        let removed = before.subtracting(after)
        let prepared = before.union(added.filter(Self.isReceiver))
        let switched = prepared.union(added).subtracting(removed.filter { !Self.isReceiver($0) })
        var contents = [before]
        for state in [prepared, switched, after] where state != contents.last { contents.append(state) }
        self.contents = contents
    }

    /// How many rounds have reached the host, with the one of which it has a part; nil when it has what no rounds leave.
    func position(of flows: Set<String>) -> Int? {
        if flows == old { return 0 }
        let last = max(contents.count - 1, 1)
        if flows == new { return last }
        let marker = flows.filter(Self.isMarker)
        guard marker.count == 1, marker.allSatisfy({ $0.hasPrefix(Self.unfinished) }) else { return nil }
        return contents.firstIndex(of: Self.withoutMarker(flows)).map { max($0, 1) }
    }

    /// What is wrong with flows that are none of the states.
    func explanation(of flows: Set<String>) -> String {
        let foreign = flows.subtracting(old.union(new)).sorted()
        let missing = old.intersection(new).subtracting(flows).sorted()
        let (come, left) = (flows.intersection(new.subtracting(old)), flows.intersection(old.subtracting(new)))
        return "of neither state: \(foreign); of both and not there: \(missing); "
            + "\(come.count) of \(new.subtracting(old).count) have come, \(left.count) of \(old.subtracting(new).count) are left"
    }

    /// How the marker begins that stands for no state.
    private static let unfinished = "cookie=0x1 "

    private static func withoutMarker(_ flows: Set<String>) -> Set<String> { flows.filter { !isMarker($0) } }

    private static func isMarker(_ flow: String) -> Bool { flow.contains(" table=250 ") }

    /// Whether a flow is of those that go out first and are taken off last: a NIC at home, and what comes by tunnels. By its
    /// cookie, whose highest byte is the purpose (docs/pipeline.md).
    private static func isReceiver(_ flow: String) -> Bool {
        let digits = flow.split(separator: " ").first?.split(separator: "x").last ?? ""
        return [1, 2, 6].contains((UInt64(digits, radix: 16) ?? 0) >> 56)
    }
}
