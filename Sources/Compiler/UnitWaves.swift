import Dispatch
import Topology

/// Units that are computed on all cores, wave by wave. A unit reads the graph and nothing else, so it makes no difference which
/// core computes which, and when.
struct UnitWaves {
    private let units: [Unit]
    private let topology: Topology

    /// Units that are computed before what came of them is put in place: so many are held twice.
    private static let wave = 8192
    /// Units that are worth handing to another core.
    private static let grain = 64

    init(_ units: [Unit], _ topology: Topology) {
        self.units = units
        self.topology = topology
    }

    /// Hands over what came of every unit, in their order; one at a time, though not always on the caller's thread.
    func compute(_ take: (CompiledUnit) -> Void) {
        guard units.count > Self.grain else {
            var tracked = TrackedTopology(topology)
            for unit in units { take(CompiledUnit(unit, &tracked)) }
            return
        }
        withoutActuallyEscaping(take) { take in
            var former = Results(take: take)
            for start in stride(from: 0, to: units.count, by: Self.wave) {
                former.results = compute(units[start..<min(units.count, start + Self.wave)], while: former)
            }
            former.handOver()
        }
    }

    /// Computes a wave while what came of the former one is handed over. The thread of the caller does whatever no other one
    /// does: nobody is waited for that has not begun.
    private func compute(_ wave: ArraySlice<Unit>, while former: Results) -> [CompiledUnit] {
        Array(unsafeUninitializedCapacity: wave.count) { buffer, count in
            let room = Room(buffer)
            let parts = (wave.count + Self.grain - 1) / Self.grain
            // The first of all, as it is the longest.
            DispatchQueue.concurrentPerform(iterations: 1 + parts) { turn in
                guard turn > 0 else { return former.handOver() }
                var tracked = TrackedTopology(topology)
                for place in (turn - 1) * Self.grain..<min(wave.count, turn * Self.grain) {
                    room.initialize(place, CompiledUnit(wave[wave.startIndex + place], &tracked))
                }
            }
            count = wave.count
        }
    }

    /// What came of a wave, and who takes it: one thread at a time, while the caller waits.
    private struct Results: @unchecked Sendable {
        let take: (CompiledUnit) -> Void
        var results: [CompiledUnit] = []

        func handOver() { for result in results { take(result) } }
    }

    /// Room for results, each of which is written once and by one core.
    private struct Room: @unchecked Sendable {
        private let buffer: UnsafeMutableBufferPointer<CompiledUnit>
        init(_ buffer: UnsafeMutableBufferPointer<CompiledUnit>) { self.buffer = buffer }
        func initialize(_ place: Int, _ result: consuming CompiledUnit) {
            buffer.initializeElement(at: place, to: result)
        }
    }
}
