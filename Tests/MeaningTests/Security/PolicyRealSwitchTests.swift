import NetworkTypes
import OpenFlow
import Pipeline
import PolicyMeaning
import SimulatedNetwork
import TestSupport
import Testing

/// Against a real ovs-vswitchd on the dummy datapath.
@Suite(
    "Compiled policies on a real Open vSwitch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(5)))
struct PolicyRealSwitchTests {
    @Test("They are taken, and described again in the same canonical bytes", arguments: OpenFlowVersion.allCases)
    func canonicalForm(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        var conjunctions = 0
        for seed in Seeds.range(10, nightly: 200) {
            var generator = SeededGenerator(seed: seed)
            var numbers: [String: UInt32] = [:]
            let documents = try SecurityDocuments(SecurityScene(using: &generator).texts)
            for flows in SecurityProgram(documents, &numbers).flows {
                try client.clear()
                var batch = ModificationBatch()
                batch.append(FlowBlock(flows))
                #expect(try client.program(batch) == .committed)
                let expected = Set(flows.map { EncodedFlow($0) })
                let found = Set(FlowBlock(readBack: try client.flows()).entries)
                for flow in expected.symmetricDifference(found) { Issue.record("\(flow.decoded())") }
                conjunctions += flows.count { $0.match[.conjunctionID] != nil }
            }
        }
        #expect(conjunctions > 0)
    }

    @Test("Real packets pass as documents mean it, and no longer when the documents change")
    func realPackets() throws {
        let host = try RealPolicyHost(ports: 6)
        var (allowed, denied, cut) = (0, 0, 0)
        for seed in Seeds.range(8, nightly: 200) {
            var generator = SeededGenerator(seed: 7000 + seed)
            var numbers: [String: UInt32] = [:]
            let scene = SecurityScene(using: &generator)
            let now = try RealScene(scene, &numbers)
            let stated = ["", "default: { ingress: deny, egress: allow, same-network: deny }\n"][Int(seed % 2)]
            let later = try RealScene(scene.emptied(stated), &numbers)
            for _ in 0..<25 {
                let packet = try PolicyPacket(now.documents.nics, using: &generator)
                let judgement = now.check.judge(packet)
                let note = "seed \(seed): \(packet): \(judgement)\n\(scene.texts.dropFirst().joined())"
                try host.install(now.flows)
                try host.forgetConnections()
                let isAllowed = judgement.verdict == .allow
                if isAllowed { allowed += 1 } else { denied += 1 }
                #expect(try now.delivers(packet, .first, on: host, isExpected: isAllowed) == isAllowed, "\(note)")
                guard isAllowed, !judgement.isImplicit else { continue }
                #expect(try now.delivers(packet, .answer, on: host, isExpected: true), "\(note)")
                #expect(try now.delivers(packet, .next, on: host, isExpected: true), "\(note)")
                let change = later.check.judge(packet)
                guard change != judgement, !change.isImplicit else { continue }
                try host.install(later.flows)
                let stays = change.verdict == .allow
                if !stays { cut += 1 }
                #expect(try later.delivers(packet, .next, on: host, isExpected: stays) == stays, "\(note)\n\(change)")
                #expect(try later.delivers(packet, .answer, on: host, isExpected: stays) == stays, "\(note)\n\(change)")
            }
        }
        #expect(allowed > 40 && denied > 20 && cut > 5)
        print("\(allowed) connections passed on a real switch, \(denied) did not, and \(cut) were cut")
    }

    @Test("Fragments pass where the whole datagram would, in any order, and none of them passes elsewhere")
    func fragments() throws {
        let host = try RealPolicyHost(ports: 6)
        var numbers: [String: UInt32] = [:]
        let scene = SecurityScene(
            tenant: [
                .init(name: "g0", members: "{ labels: {} }", ingress: ["{ allow: udp/2, PEER: any }"], egress: [])
            ], defaults: "default: { ingress: deny, egress: allow, same-network: deny }\n")
        let real = try RealScene(scene, &numbers)
        try host.install(real.flows)
        let macs = real.check.places.map(\.mac)
        let ends = [IPv4Address(rawValue: 0x0a00_010b), IPv4Address(rawValue: 0x0a00_010c)]
        /// How many of a datagram's two fragments come out. Open vSwitch takes no first one below 1200 bytes.
        func passing(
            _ ports: (UInt16, UInt16), isAnswer: Bool = false, order: [Int] = [0, 1], expecting count: UInt64 = 2
        ) throws -> UInt64 {
            let (from, to) = isAnswer ? (1, 0) : (0, 1)
            let datagram = FrameBuilder.udp(
                ports, from: .v4(ends[from]), to: .v4(ends[to]), [UInt8](repeating: 7, count: 1400))
            let pieces: [(UInt16, ArraySlice<UInt8>)] = [(0x2000, datagram[..<1208]), (1208 / 8, datagram[1208...])]
            let frames = pieces.map { fragment, piece in
                FrameBuilder.ethernet(
                    to: macs[to], from: macs[from], type: EtherType.ipv4,
                    FrameBuilder.ipv4(
                        to: ends[to], from: ends[from], transport: 17, fragment: fragment, Array(piece)))
            }
            return try order.reduce(0) { sum, number in
                let arrival = Arrival(frames[number], port: real.check.places[from].port)
                // They are held until the last of them is there.
                let expected = number == order.last ? count : 0
                return sum + (try host.deliveries(arrival, to: real.check.places[to].port, atLeast: expected))
            }
        }
        #expect(try passing((999, 2)) == 2)
        #expect(try passing((2, 999), isAnswer: true) == 2, "the answer")
        #expect(try passing((999, 2), order: [1, 0]) == 2)
        #expect(try passing((998, 3), expecting: 0) == 0)
        #expect(try passing((998, 3), order: [1, 0], expecting: 0) == 0)
        #expect(try passing((3, 997), isAnswer: true, expecting: 0) == 0, "an answer to nothing")
    }

    /// All NICs of a scene on one host.
    private struct RealScene {
        let documents: SecurityDocuments
        let check: PolicyCheck
        let flows: [Flow]

        init(_ scene: SecurityScene, _ numbers: inout [String: UInt32]) throws {
            documents = try SecurityDocuments(scene.texts)
            let program = SecurityProgram(documents, &numbers, isSpread: false)
            flows = program.flows[0]
            check = try PolicyCheck(documents, program)
        }

        func delivers(
            _ packet: PolicyPacket, _ part: PolicyPacket.Part, on host: RealPolicyHost, isExpected: Bool
        ) throws -> Bool {
            let macs = check.places.map(\.mac)
            let (sender, receiver) = part == .answer ? (packet.to, packet.from) : (packet.from, packet.to)
            return try host.delivers(
                Arrival(packet.frame(part, macs), port: check.places[sender].port), to: check.places[receiver].port,
                isExpected: isExpected)
        }
    }
}
