import OpenFlow

extension HostsBenchmark {
    /// The figures of all rounds.
    ///
    /// - Parameter states: what the switches held, to say how much was programmed.
    func figures(_ times: HostTimes, _ states: [SwitchState]) -> [Figure] {
        [
            Figure("hosts.memory", Samples(times.memory).maximum, "MB", note: "resident, weftd at rest; the most"),
            Figure(
                "hosts.memory-peak", Samples(times.peakMemory).maximum, "MB", goal: .atMost(isLarge ? 150 : 60),
                note: "resident, the most at any moment of any run"),
        ] + coldFigures(times, states) + changeFigures(times)
    }

    /// Whether the goals are those of a hundred hosts rather than of ten.
    private var isLarge: Bool { shape.hosts > 30 }

    private func coldFigures(_ times: HostTimes, _ states: [SwitchState]) -> [Figure] {
        let compile = CompileBenchmark.coldMilliseconds(nics: shape.nicCount)
        let flows = states.reduce(0) { $0 + $1.flows.count }
        let groups = states.reduce(0) { $0 + $1.groups.count }
        // Each round's own ratio.
        let toRaw = Samples(zip(times.cold, times.raw).map { ($0 - compile) / $1 })
        let toOfctl = Samples(zip(times.cold, times.ofctl).map { $0 / $1 })
        return [
            Figure(
                "cold.weft", Samples(times.cold).median, "ms",
                note: "\(flows) flows and \(groups) groups on \(shape.hosts) hosts"),
            Figure("cold.raw", Samples(times.raw).median, "ms", note: "the floor: pre-encoded bundles"),
            Figure("cold.ofctl", Samples(times.ofctl).median, "ms", note: "ovs-ofctl --bundle, all hosts at once"),
            Figure("cold.compile", compile, "ms", note: "the engine alone, within cold.weft"),
            Figure("cold.weft-to-raw", toRaw.median, "×", goal: .atMost(2), note: "without the compile time"),
            Figure("cold.weft-to-ofctl", toOfctl.median, "×", goal: .atMost(1)),
        ]
    }

    private func changeFigures(_ times: HostTimes) -> [Figure] {
        let floor = Samples(times.floor)
        var figures = Figure.percentiles(
            "change.floor", floor, unit: "ms", note: "a bundle of one flow to the hosts of a network, without Weft")
        figures += Figure.percentiles(
            "change.durable-write", Samples(times.durableWrites), unit: "ms", note: "one page to the disk")
        let goals: [Int: Goal] =
            isLarge ? [50: .atMost(25).orientation] : [50: .atMost(5).orientation, 99: .atMost(15).orientation]
        for (name, values, note) in [
            ("change.nic-added", times.added, "request to acknowledged by all hosts of the network"),
            ("change.nic-removed", times.removed, "the same"),
        ] {
            let samples = Samples(values)
            figures += Figure.percentiles(name, samples, unit: "ms", goals: goals, note: note)
            figures.append(
                Figure(
                    "\(name).to-floor", samples.median / floor.median, "×", goal: .atMost(isLarge ? 1.6 : 5),
                    note: "p50 to p50"))
        }
        figures += Figure.percentiles(
            "change.address-added", Samples(times.addressAdded), unit: "ms", note: "a third address for a NIC")
        figures += Figure.percentiles(
            "change.network-joined", Samples(times.networkJoined), unit: "ms",
            note: "a new network with \(shape.joiners.count) NICs on as many hosts")
        if !times.moved.isEmpty {
            figures += Figure.percentiles(
                "change.nic-moved", Samples(times.moved), unit: "ms",
                note: "its MAC address said on another host to all hosts in sync, as the API tells")
        }
        return figures
    }
}
