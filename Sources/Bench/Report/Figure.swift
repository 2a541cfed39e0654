/// One measured number.
public struct Figure: Hashable, Sendable {
    /// Words with dots, from the general to the particular: `hosts.nic-added.p50`. They are the same from run to run.
    public let name: String
    public let value: Double
    /// `ms`, `flow_mods/s`, `×` for a ratio.
    public let unit: String
    public let goal: Goal?
    /// What was measured, where the name does not say it.
    public let note: String

    public init(_ name: String, _ value: Double, _ unit: String, goal: Goal? = nil, note: String = "") {
        self.name = name
        self.value = value
        self.unit = unit
        self.goal = goal
        self.note = note
    }

    /// None without a goal.
    public var isMet: Bool? { goal?.isMet(by: value) }

    /// Rates are better when they are greater, all else when it is less.
    func isBetter(than other: Figure) -> Bool {
        unit.hasSuffix("/s") ? value > other.value : value < other.value
    }
}

extension Figure {
    /// Percentiles of times in milliseconds: `name.p50`, `name.p95` and `name.p99`.
    static func percentiles(
        _ name: String, _ samples: Samples, unit: String, goals: [Int: Goal] = [:], note: String = ""
    ) -> [Figure] {
        [50, 95, 99].map { rank in
            Figure(
                "\(name).p\(rank)", samples.percentile(Double(rank)), unit, goal: goals[rank],
                note: rank == 50 ? note : "")
        }
    }
}
