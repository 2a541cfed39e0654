import Glibc
import OpenFlow
import SimulatedHosts
import TestSupport
import Testing

/// The simulated switch against a real ovs-vswitchd: what our library thinks of switches decides nothing here.
@Suite(
    "Simulated and real switches", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(10)))
struct DifferentialTests {
    /// 1,000 bundles in all.
    private static let bundles: [OpenFlowVersion: Int] = [.v1_3: 300, .v1_4: 200, .v1_5: 500]

    @Test("Bundles good and bad come to the same in both", arguments: OpenFlowVersion.allCases)
    func bundles(version: OpenFlowVersion) throws {
        let real = try RealRawSwitch(version: version)
        let simulated = try MemorySwitch(version: version)
        var generator = BundleGenerator(seed: Seeds.only ?? 5, version: version)
        var errors: [String: Int] = [:]
        var flows = 0
        for number in 0..<(Self.bundles[version] ?? 0) * (Seeds.isNightly ? 20 : 1) {
            let messages = generator.next()
            let barrier = generator.nextXID()
            let expected = try real.exchange(messages, barrier: barrier)
            let found = try simulated.exchange(messages, barrier: barrier)
            for case .error(let error) in try expected.map({ try Message.decode($0).message }) {
                errors[error.name, default: 0] += 1
            }
            let sent = try messages.map(Answer.describe).joined(separator: "\n")
            try #require(found.map(Answer.init) == expected.map(Answer.init), "bundle \(number): \(sent)")
            let dump = try Dump(of: real, generator.nextXID())
            let other = try Dump(of: simulated, generator.nextXID())
            flows += dump.flows.count
            try #require(other.all.difference(from: dump.all).isEmpty, "after bundle \(number): \(sent)")
        }
        for _ in 0..<100 where real.removals.count < simulated.removals.count {
            usleep(20_000)
            _ = try real.exchange([], barrier: generator.nextXID())
        }
        let told = try real.removalTexts()
        let removals = try simulated.removalTexts()
        #expect(removals.difference(from: told).isEmpty)
        #expect(told.count > 5)
        if version == .v1_5 {
            let printed = try real.realSwitch.ofctl("OpenFlow15", "dump-flows").sorted()
            let own = simulated.agent.flows.map { $0.text(omitsZeros: true) }.sorted()
            #expect(own.difference(from: printed).isEmpty, "what ovs-ofctl prints of the real one")
        }
        let kinds = errors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        print("\(version): \(told.count) removals, \(flows) flows seen, errors \(kinds)")
        #expect(errors.count > 20, "the generator makes most kinds of mistakes: \(errors.keys.sorted())")
    }
}

/// An answer, so that it reads well where two differ.
struct Answer: Equatable, CustomStringConvertible {
    let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var description: String { (try? Self.describe(bytes)) ?? "\(bytes)" }

    static func describe(_ bytes: [UInt8]) throws -> String {
        guard let (header, message) = try? Message.decode(bytes) else { return "undecodable \(bytes)" }
        var text = "\(header.xid): "
        switch message {
        case .error(let error): text += "\(error.name) \(error.type)/\(error.code) \(error.data.count)"
        case .bundleAdd(let add): text += "member \(try describe(add.message))"
        case .bundleControl(let control): text += "\(control.kind) \(control.bundle) \(control.flags.rawValue)"
        case .flowModification(let flow):
            text += "\(flow.command) \(flow.flow) flags \(flow.flow.flags.rawValue) mask \(flow.cookieMask) "
            text += "out \(flow.outPort) \(flow.outGroup)"
        case .groupModification(let group): text += "\(group.command) \(group.group) at \(group.bucket)"
        case .meterModification(let meter): text += "\(meter.command) \(meter.meter)"
        default: text += "\(message)"
        }
        return text
    }
}

/// What a switch has, in the text that ovs-ofctl prints too.
struct Dump {
    var all: [String] { flows + groups + meters }
    var flows: [String] = []
    var groups: [String] = []
    var meters: [String] = []

    init(of one: some RawSwitch, _ xid: UInt32) throws {
        for case .flows(let found) in try one.ask(.flows(FlowFilter()), xid: xid << 8) {
            flows += found.map { $0.flow.text(omitsZeros: true) + " importance \($0.flow.importance)" }
        }
        for case .groupDescriptions(let found) in try one.ask(
            .groupDescriptions(GroupModification.allGroups), xid: xid << 8 + 2)
        {
            groups += found.map(\.description)
        }
        for case .meterConfigurations(let found) in try one.ask(.meterConfigurations(Meter.all), xid: xid << 8 + 4) {
            meters += found.map { "\($0.description) \($0.flags.rawValue)" }
        }
        flows.sort()
        groups.sort()
        meters.sort()
    }
}
