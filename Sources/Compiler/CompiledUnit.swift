import Pipeline
import Topology

/// What a unit makes of the graph.
struct CompiledUnit: Sendable {
    let unit: Unit
    let fragments: [Fragment]
    let cookies: [Cookie]
    /// What it read, each once, but for what makes it dirty by its own identity (`Engine.dirtyUnits`).
    let inputs: [Input]

    /// - Parameter topology: one after the other, units may share it: it is not copied for each.
    init(_ unit: Unit, _ topology: inout TrackedTopology) {
        self.unit = unit
        fragments = unit.compile(&topology)
        cookies = fragments.map(\.id)
        inputs = topology.takeInputs().filter { !$0.isSeed(of: unit) }
    }
}

extension Input {
    fileprivate func isSeed(of unit: Unit) -> Bool {
        switch (unit, self) {
        case (.base(let own), .host(let read)): own == read
        case (.flood(let own), .network(let read)): own == read
        case (.replication(let own), .network(let read)): own == read
        case (.nic(let own), .nic(let read)): own == read
        case (.subnets(let own), .network(let read)): own == read
        default: false
        }
    }
}
