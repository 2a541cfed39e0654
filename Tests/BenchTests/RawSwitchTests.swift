import Lab
import OpenFlow
import Testing

@testable import Bench

@Suite("Raw switches")
struct RawSwitchTests {
    @Test(
        "Bundles reach a real switch, which then holds what they say",
        .enabled(if: Lab.missingPrerequisite() == nil, "needs root and Open vSwitch"))
    func realSwitch() throws {
        let lab = try Lab(name: "benchtests")
        defer { try? lab.down() }
        try lab.down()
        try lab.up(FabricShape(hosts: 2, networks: 1, nicsPerHost: 1).labSpec)
        let fleet = try SwitchFleet(sockets: ["kvm1", "kvm2"].map { "\(lab.runDirectory(of: $0))/br-int.mgmt" })
        try fleet.empty()
        #expect(try fleet.states().map(\.flows.count) == [0, 0])

        let state = SwitchState(flows: .init(CodecBenchmark.flows), groups: .init())
        let bundles = EncodedBundle.bundles(of: state, limit: 100)
        #expect(try fleet.replay([bundles, bundles]) > 0)
        for present in try fleet.states() {
            #expect(present.holdsTheSame(as: state))
            #expect(present.ages.count == 256)
        }
        #expect(try fleet.oneFlowBundles(repetitions: 3).count == 6)
        #expect(try fleet.states().map(\.flows.count) == [256, 256])
        #expect(try fleet.switches[0].software().contains("Open vSwitch"))
        try fleet.empty()
        #expect(try fleet.states().map(\.flows.count) == [0, 0])
    }

    @Test("A switch that is not there is an error")
    func absence() throws {
        #expect(throws: BenchError.self) { try RawSwitch(path: "/nonexistent/br-int.mgmt") }
    }
}
