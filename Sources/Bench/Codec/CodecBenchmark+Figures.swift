extension CodecBenchmark {
    /// The rate of `run`, which does as many things as it is told, and how often one of them allocates.
    func figures(
        _ name: String, _ unit: String, goal: Goal? = nil, note: String, allocationLimit: Double,
        _ run: (Int) throws -> Void
    ) rethrows -> [Figure] {
        let rate = try bestRate(of: count, rounds: rounds) { try run(count) }
        // By the time it is counted everything that is made once has been made.
        let before = allocations.read()
        try run(count)
        let allocated = Double(allocations.read() - before) / Double(count)
        return [Figure("codec.\(name)", rate, unit, goal: goal, note: note)]
            + allocations.figure("codec.\(name)", allocated, limit: allocationLimit)
    }
}
