import Dispatch
import Topology

/// What a unit makes of the graph.
struct CompiledUnit: Sendable {
    let fragments: [Fragment]
    /// What it read, each once.
    let inputs: [Input]

    init(_ unit: Unit, _ topology: Topology) {
        var tracked = TrackedTopology(topology)
        fragments = unit.compile(&tracked)
        inputs = tracked.inputs.elements
    }

    /// Units that are worth handing to another core.
    private static let grain = 64

    /// All of these, in their order. A unit reads the graph and nothing else, so many are computed on all cores at once, and it
    /// makes no difference which core computes which.
    static func all(_ units: ArraySlice<Unit>, _ topology: Topology) -> [CompiledUnit] {
        guard units.count > grain else { return units.map { CompiledUnit($0, topology) } }
        return Array(unsafeUninitializedCapacity: units.count) { buffer, count in
            let results = Results(buffer)
            DispatchQueue.concurrentPerform(iterations: (units.count + grain - 1) / grain) { part in
                for place in part * grain..<min(units.count, (part + 1) * grain) {
                    results.initialize(place, CompiledUnit(units[units.startIndex + place], topology))
                }
            }
            count = units.count
        }
    }

    /// Room for results, each of which is written once and by one core.
    private struct Results: @unchecked Sendable {
        private let buffer: UnsafeMutableBufferPointer<CompiledUnit>
        init(_ buffer: UnsafeMutableBufferPointer<CompiledUnit>) { self.buffer = buffer }
        func initialize(_ place: Int, _ result: consuming CompiledUnit) {
            buffer.initializeElement(at: place, to: result)
        }
    }
}
