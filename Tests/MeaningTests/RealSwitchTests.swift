import NetworkTypes
import OpenFlow
import Pipeline
import PolicyMeaning
import SimulatedNetwork
import TestSupport
import Testing

/// Against a real ovs-vswitchd on the dummy datapath.
@Suite(
    "Compiled fabrics on a real Open vSwitch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(5)))
struct RealSwitchTests {
    private static let ports = 24

    private static var shape: VirtualSwitch.Shape {
        var shape = VirtualSwitch.Shape()
        shape.ports = ports
        shape.tunnelPort = Int(Pipeline.tunnelPort.rawValue)
        shape.neighbours = (1...4).flatMap { ["172.31.0.\($0)", "fd00::\($0)"] }
        return shape
    }

    @Test("The interpreter says what ofproto/trace says of a thousand packets")
    func agreement() throws {
        let realSwitch = try VirtualSwitch(Self.shape)
        let client = try SwitchClient(path: realSwitch.socketPath, version: .v1_5)
        _ = try client.awaitReady()
        let control = try realSwitch.control()
        let ports = try RealTrace.ports(control)
        var packets = 0
        var seed: UInt64 = 5000
        let goal = Seeds.isNightly ? 20_000 : 1000
        while packets < goal {
            let fabric = try CompiledFabric(seed: seed)
            for (host, program) in fabric.programs.sorted(by: { $0.key < $1.key }) {
                try client.install(program)
                packets += try compare(fabric, host, program, control, ports)
            }
            seed += 1
        }
        print("\(packets) packets in \(seed - 5000) fabrics agree with ofproto/trace")
    }

    /// Frames of random classes from the host's ports and from the underlay; answers how many.
    private func compare(
        _ fabric: CompiledFabric, _ host: String, _ program: HostProgram, _ control: UnixControl,
        _ ports: [Int: Int]
    ) throws -> Int {
        var device = try program.device(ports: (1...Self.ports).map { PortNumber(UInt32($0)) })
        device.ports[Pipeline.tunnelPort] = .tunnel
        var generator = SeededGenerator(seed: fabric.seed)
        var arrivals: [(String, Arrival)] = []
        for place in fabric.sources where place.host == host {
            for packetClass in PacketClass.all.shuffled(using: &generator).prefix(8) {
                guard var maker = PacketMaker(fabric.documents, at: place, generator) else { continue }
                arrivals.append((packetClass.name, Arrival(packetClass.make(&maker), port: place.port)))
                generator = maker.generator
            }
        }
        for arriving in TunnelledFrames.all(fabric, &generator) where arriving.host == host {
            arrivals.append((arriving.name, arriving.arrival))
        }
        // ofproto/trace takes nothing shorter than an Ethernet header.
        arrivals.removeAll { $0.1.frame.count < 14 }
        arrivals = Array(arrivals.shuffled(using: &generator).prefix(12))
        for (name, arrival) in arrivals {
            let verdict = device.receive(arrival, isTraced: true)
            let real = try RealTrace(arrival, on: control, ports: ports)
            let note = "seed \(fabric.seed), \(host), \(name)\n\(real.text)\n\(verdict.trace.map(\.description))"
            #expect(verdict.departures == real.departures, "\(note)")
            #expect(verdict.steps == real.steps, "\(note)")
        }
        return arrivals.count
    }

    @Test("The interpreter says what ofproto/trace says of tables that no compiler made")
    func anyTables() throws {
        let realSwitch = try VirtualSwitch(Self.shape)
        let client = try SwitchClient(path: realSwitch.socketPath, version: .v1_5)
        _ = try client.awaitReady()
        let control = try realSwitch.control()
        let ports = try RealTrace.ports(control)
        for seed in Seeds.range(25, nightly: 2000) {
            let tables = RandomTables(seed: seed)
            let program = HostProgram(flows: tables.flows, groups: tables.groups)
            try client.install(program)
            var device = try program.device(ports: (1...Self.ports).map { PortNumber(UInt32($0)) })
            for frame in RandomTables.frames {
                let arrival = Arrival(frame, port: PortNumber(UInt32(seed % 6 + 1)))
                let verdict = device.receive(arrival, isTraced: true)
                let real = try RealTrace(arrival, on: control, ports: ports)
                let note = "seed \(seed)\n\(real.text)\n\(verdict.trace.map(\.description).joined(separator: "\n"))"
                #expect(verdict.departures == real.departures, "\(note)")
                #expect(verdict.steps == real.steps, "\(note)")
            }
        }
    }

    @Test("What is compiled is described again in the same canonical bytes", arguments: OpenFlowVersion.allCases)
    func canonicalForm(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch(Self.shape)
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        for seed in Seeds.range(20, nightly: 500) {
            for (_, program) in try CompiledFabric(seed: seed).programs.sorted(by: { $0.key < $1.key }) {
                try expectSameBytes(program, client, version)
            }
        }
        try expectSameBytes(LargeNetwork.program, client, version)
    }

    private func expectSameBytes(_ program: HostProgram, _ client: SwitchClient, _ version: OpenFlowVersion) throws {
        try client.install(program)
        let flows = FlowBlock(program.flows).entries.reduce(into: [FlowKey: EncodedFlow]()) { $0[$1.key] = $1 }
        let found = FlowBlock(readBack: try client.flows()).entries.reduce(into: [FlowKey: EncodedFlow]()) {
            $0[$1.key] = $1
        }
        #expect(Set(flows.keys) == Set(found.keys))
        for (key, flow) in flows {
            guard let answer = found[key] else { continue }
            #expect(answer == flow, "\(flow.decoded())\n\(answer.decoded())")
        }
        let groups = GroupBlock(program.groups.map { $0.reduced(to: version) }.sorted { $0.id < $1.id })
        let foundGroups = GroupBlock(readBack: try client.groups().sorted { $0.id < $1.id })
        #expect(groups == foundGroups)
        let meters = MeterBlock(program.meters.sorted { $0.id < $1.id })
        let foundMeters = MeterBlock(readBack: try client.meters().sorted { $0.id < $1.id })
        #expect(meters == foundMeters)
    }
}

extension SwitchClient {
    /// Makes the switch hold the program and nothing else.
    func install(_ program: HostProgram) throws {
        try clear()
        // First fragments show their ports: what a session tells every switch.
        _ = try request(.setConfig(SwitchConfiguration(flags: 3, missSendLength: 128))).get()
        let result = try self.program(program.batch)
        guard result == .committed else { throw VirtualSwitch.Failure(description: "\(result)") }
    }
}
