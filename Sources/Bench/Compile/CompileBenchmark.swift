import Compiler
import OpenFlow
import Topology

/// How long the engine takes from nothing, and for one NIC; on one core, without any switch.
public enum CompileBenchmark {
    static let hosts = 10
    static let networks = 5

    /// - Parameter sizes: counts of NICs. The first says how many units one NIC costs; the others must not cost more.
    public static func run(sizes: [Int] = [100, 1_000, 10_000], repetitions: Int = 500) throws -> [Figure] {
        var figures: [Figure] = []
        var unitGoal: Goal?
        for size in sizes {
            let fabric = SyntheticFabric(hosts: hosts, networks: networks, nics: size)
            figures += cold(fabric, size)
            let (delta, units) = try delta(fabric, "compile.nic.\(size)", size, repetitions, unitGoal)
            unitGoal = unitGoal ?? .atMost(units)
            figures += delta
        }
        return figures
    }

    /// What one controller is made for: a thousand hosts with a hundred NICs each, in a thousand networks that span a hundred
    /// hosts each.
    public static func runFull(
        hosts: Int = 1_000, networks: Int = 1_000, nicsPerNetwork: Int = 100, repetitions: Int = 200
    ) throws -> [Figure] {
        let size = networks * nicsPerNetwork
        let before = try ResidentMemory.ofThisProcess()
        let fabric = SyntheticFabric(
            hosts: hosts, networks: networks, nics: size, spread: .inRow(nics: nicsPerNetwork))
        let graph = try ResidentMemory.ofThisProcess() - before
        let watch = Stopwatch()
        let engine = Engine(compiling: fabric.topology)
        let seconds = watch.seconds
        let memory = try ResidentMemory.ofThisProcess() - before
        let flows = engine.fragments.values.reduce(0) { $0 + $1.flows.count }
        return try [
            Figure(
                "compile.full.cold", seconds, "s", goal: .atMost(5),
                note: "\(hosts) hosts, \(networks) networks, \(size) NICs: \(flows) distinct flows"),
            Figure("compile.full.memory.graph", graph, "MB", note: "the graph alone"),
            Figure("compile.full.memory", memory, "MB", goal: .atMost(1_000), note: "the graph and the engine"),
        ] + delta(fabric, "compile.full.nic", size, repetitions, nil).figures
    }

    /// Milliseconds to compile a fabric of `nics` NICs from nothing; the best of a few.
    static func coldMilliseconds(nics: Int) -> Double {
        let fabric = SyntheticFabric(hosts: hosts, networks: networks, nics: nics)
        return coldSamples(fabric, rounds: 3).minimum
    }

    private static func coldSamples(_ fabric: SyntheticFabric, rounds: Int) -> Samples {
        Samples(
            (0..<rounds).map { _ in
                let watch = Stopwatch()
                keep(Engine(compiling: fabric.topology).unitsComputed)
                return watch.milliseconds
            })
    }

    private static func cold(_ fabric: SyntheticFabric, _ size: Int) -> [Figure] {
        let flows = Engine(compiling: fabric.topology).fragments.values.reduce(0) { $0 + $1.flows.count }
        return [
            Figure(
                "compile.cold.\(size)", coldSamples(fabric, rounds: 3).minimum, "ms",
                note: "\(hosts) hosts, \(networks) networks, \(flows) distinct flows")
        ]
    }

    /// One NIC leaves the documents and comes back, again and again.
    private static func delta(
        _ original: SyntheticFabric, _ name: String, _ size: Int, _ repetitions: Int, _ unitGoal: Goal?
    ) throws -> (figures: [Figure], units: Double) {
        var fabric = original
        _ = fabric.topology.takeChanges()
        var engine = Engine(compiling: fabric.topology)
        var times: [Double] = []
        var units = 0
        for repetition in 0..<repetitions {
            // Far apart in the list, so that the same lines of the caches are not met again at once.
            let nic = fabric.nic(repetition * 37 % size)
            for isRemoval in [true, false] {
                if isRemoval { fabric.topology.remove(nic.id) } else { fabric.topology.update(nic) }
                let watch = Stopwatch()
                let update = engine.update(fabric.topology.takeChanges(), fabric.topology)
                times.append(watch.microseconds)
                units = max(units, update.unitsComputed)
            }
        }
        guard engine.tallies == Engine(compiling: fabric.topology).tallies else {
            throw BenchError("after all changes the engine does not hold what it held before them")
        }
        return (
            Figure.percentiles(name, Samples(times), unit: "µs", goals: [99: .atMost(1_000)])
                + [Figure("\(name).units", Double(units), "units", goal: unitGoal, note: "computed for one NIC")],
            Double(units)
        )
    }
}
