import OpenFlow

/// What a switch holds, and since when.
struct SwitchState: Sendable {
    let flows: FlowBlock
    let groups: GroupBlock
    /// Seconds that each flow has been there; none where the switch did not say.
    let ages: [Double]

    init(flows: FlowBlock, groups: GroupBlock, ages: [Double] = []) {
        self.flows = flows
        self.groups = groups
        self.ages = ages
    }

    init(of target: RawSwitch) throws {
        let described = try target.flows()
        let ages = described.compactMap { flow in
            flow.counters.duration.map { Double($0.seconds) + Double($0.nanoseconds) * 1e-9 }
        }
        self.init(
            flows: FlowBlock(readBack: described.map(\.flow)), groups: GroupBlock(readBack: try target.groups()),
            ages: ages)
    }

    /// Whether both hold the same flows and groups, in whatever order.
    func holdsTheSame(as other: SwitchState) -> Bool {
        Set(flows.entries) == Set(other.flows.entries) && Set(groups.entries) == Set(other.groups.entries)
    }
}
