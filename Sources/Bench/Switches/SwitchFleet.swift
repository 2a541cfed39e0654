import NetworkTypes
import OpenFlow

/// The integration bridges of all hosts, each on a connection of its own.
struct SwitchFleet: Sendable {
    let switches: [RawSwitch]

    init(sockets: [String]) throws {
        switches = try sockets.map { try RawSwitch(path: $0) }
    }

    /// What every switch holds.
    func states() throws -> [SwitchState] { try inParallel(switches) { try SwitchState(of: $0) } }

    func empty() throws { _ = try inParallel(switches) { try $0.empty() } }

    /// Writes each switch's bundles one after the other, all switches at once; seconds until the last has committed.
    func replay(_ bundles: [[EncodedBundle]]) throws -> Double {
        precondition(bundles.count == switches.count, "every switch has its own bundles")
        let watch = Stopwatch()
        _ = try inParallel(Array(zip(switches, bundles))) { target, bundles in
            for bundle in bundles {
                try target.write(bundle.bytes)
                _ = try target.answer(to: bundle.commitXID)
            }
        }
        return watch.seconds
    }

    /// The same bundle to every switch; seconds until the last has committed it.
    ///
    /// One thread writes to all before it reads from any: for a small bundle, threads would cost more than they save.
    func commit(_ bundle: EncodedBundle) throws -> Double {
        let watch = Stopwatch()
        for target in switches { try target.write(bundle.bytes) }
        for target in switches { _ = try target.answer(to: bundle.commitXID) }
        return watch.seconds
    }
}

extension SwitchFleet {
    /// Adds one flow on every switch and removes it, again and again: milliseconds for each bundle.
    func oneFlowBundles(repetitions: Int) throws -> [Double] {
        // In a table that no stage uses, so that nothing refers to it.
        let flow = Flow(
            table: 240, priority: 1, cookie: 0xbe,
            match: Match([MatchField(.etherType, EtherType.ipv4), MatchField(.ipv4Destination, 0xc633_6401 as UInt32)]))
        let add = EncodedBundle(FlowModification(.add, flow))
        let delete = EncodedBundle(FlowModification(.deleteStrict, flow))
        for _ in 0..<10 { _ = try commit(add) + commit(delete) }
        var times: [Double] = []
        for _ in 0..<repetitions {
            times.append(try commit(add) * 1e3)
            times.append(try commit(delete) * 1e3)
        }
        return times
    }
}
