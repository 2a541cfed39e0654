import Dispatch
import Topology

/// Units that are computed on all cores, wave by wave, each while the one before is put in place by the caller. A unit reads the
/// graph and nothing else, so it makes no difference which core computes which, and when.
struct UnitWaves {
    private let units: [Unit]
    private let topology: Topology

    /// Units that are computed before what came of them is put in place: twice as many are held besides.
    private static let wave = 2048
    /// Units that are worth handing to another core.
    private static let grain = 64

    init(_ units: [Unit], _ topology: Topology) {
        self.units = units
        self.topology = topology
    }

    /// Hands over what came of every unit, in their order.
    func compute(_ take: (CompiledUnit) -> Void) {
        guard units.count > Self.grain else {
            for unit in units { take(CompiledUnit(unit, topology)) }
            return
        }
        var next = begin(0)
        for start in stride(from: 0, to: units.count, by: Self.wave) {
            let results = next.results
            if start + Self.wave < units.count { next = begin(start + Self.wave) }
            for result in results { take(result) }
        }
    }

    /// Begins to compute the wave that starts there.
    private func begin(_ start: Int) -> Computation {
        Computation(units[start..<min(units.count, start + Self.wave)], topology, grain: Self.grain)
    }
}

/// A wave that other threads compute.
private final class Computation: @unchecked Sendable {
    private let group = DispatchGroup()
    private var found: [CompiledUnit] = []

    init(_ units: ArraySlice<Unit>, _ topology: Topology, grain: Int) {
        DispatchQueue.global().async(group: group) { [self] in found = Self.all(units, topology, grain: grain) }
    }

    /// Everything, when it is there.
    var results: [CompiledUnit] {
        group.wait()
        return found
    }

    private static func all(_ units: ArraySlice<Unit>, _ topology: Topology, grain: Int) -> [CompiledUnit] {
        Array(unsafeUninitializedCapacity: units.count) { buffer, count in
            let room = Room(buffer)
            DispatchQueue.concurrentPerform(iterations: (units.count + grain - 1) / grain) { part in
                for place in part * grain..<min(units.count, (part + 1) * grain) {
                    room.initialize(place, CompiledUnit(units[units.startIndex + place], topology))
                }
            }
            count = units.count
        }
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
