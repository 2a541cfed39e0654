import NetworkTypes
import PolicyMeaning
import SimulatedNetwork
import TestSupport

/// Holds a simulated fabric against the meaning of its documents, frame by frame.
struct MeaningCheck {
    /// A frame that the tables treat otherwise than the documents mean.
    struct Mismatch: CustomStringConvertible {
        let seed: UInt64
        let name: String
        let source: String
        let frame: [UInt8]
        let expected: Fate
        let left: PolicyVeil.Rest
        let found: [Fate.Delivery]
        let explanation: String

        var description: String {
            """
            seed \(seed), \(name), from \(source): \(frame.map { hex($0) }.joined())
              meant: \(expected)
              by groups: \(left.isExact ? "" : "at most ")\(left.deliveries.map { "\($0.place)" })
              found: \(found.isEmpty ? "nobody" : found.map { "\($0.place)" }.joined(separator: ", "))
              \(explanation)
            """
        }

        private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    }

    let fabric: CompiledFabric
    private let veil: PolicyVeil
    private var simulated: SimulatedFabric
    private var generator: SeededGenerator
    private(set) var framesChecked = 0

    init(_ fabric: CompiledFabric, _ simulated: SimulatedFabric) {
        self.fabric = fabric
        veil = PolicyVeil(fabric)
        self.simulated = simulated
        generator = SeededGenerator(seed: fabric.seed &* 31 &+ 7)
    }

    /// The first mismatches, at most `limit`, over every class of frames from `sources` random ports and every kind of
    /// frame from the underlay.
    mutating func run(sources: Int, limit: Int = 1) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        for place in fabric.sources.shuffled(using: &generator).prefix(sources) {
            for packetClass in PacketClass.all {
                guard var maker = PacketMaker(fabric.documents, at: place, generator) else { continue }
                let frame = packetClass.make(&maker)
                generator = maker.generator
                let expected = fabric.meaning.fate(of: frame, from: place)
                let arrival = Arrival(frame, port: place.port)
                if let mismatch = check(packetClass.name, arrival, at: place.host, place, expected) {
                    mismatches.append(mismatch)
                    if mismatches.count >= limit { return mismatches }
                }
            }
        }
        for arriving in TunnelledFrames.all(fabric, &generator) {
            let expected = fabric.meaning.fate(
                ofTunnelled: arriving.frame, at: arriving.host, from: arriving.source, vni: arriving.vni)
            if let mismatch = check(arriving.name, arriving.arrival, at: arriving.host, nil, expected) {
                mismatches.append(mismatch)
                if mismatches.count >= limit { return mismatches }
            }
        }
        return mismatches
    }

    /// - Parameter source: where a guest sent it; nil when it comes out of the underlay.
    private mutating func check(
        _ name: String, _ arrival: Arrival, at host: String, _ source: Place?, _ expected: Fate
    ) -> Mismatch? {
        framesChecked += 1
        let rest = veil.rest(of: expected, from: source)
        // Each frame comes first: an earlier one may look like what this one answers.
        simulated.forgetConnections()
        let walk = simulated.send(arrival, at: host)
        let found = walk.deliveries.map { Fate.Delivery($0.frame, at: Place(host: $0.host, port: $0.port)) }.sorted()
        let isMeant = rest.isExact ? found == rest.deliveries : found.isContained(in: rest.deliveries)
        if isMeant, walk.faults.isEmpty, walk.ambiguities.isEmpty { return nil }
        simulated.forgetConnections()
        let explained = simulated.send(arrival, at: host, isTraced: true)
        let notes =
            walk.faults.map { "fault: \($0)" } + walk.ambiguities.map { "ambiguous: \($0.first) | \($0.second)" }
        return Mismatch(
            seed: fabric.seed, name: name, source: "\(host):\(arrival.port)", frame: arrival.frame, expected: expected,
            left: rest, found: found, explanation: (notes + explained.hops.map { "\($0)" }).joined(separator: "\n  "))
    }
}

extension [Fate.Delivery] {
    /// Every one of these is among the others, as often.
    fileprivate func isContained(in others: Self) -> Bool {
        var rest = others
        return allSatisfy { delivery in
            guard let place = rest.firstIndex(of: delivery) else { return false }
            rest.remove(at: place)
            return true
        }
    }
}
