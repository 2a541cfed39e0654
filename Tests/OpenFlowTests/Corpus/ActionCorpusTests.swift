import NetworkTypes
import OpenFlow
import TestSupport
import Testing

/// Every action of the library, several times, in every version.
@Suite("Action corpus")
struct ActionCorpusTests {
    /// What Open vSwitch 3.1 does not know, or not here.
    static let unprintable: [ActionKind: String] = [
        .copyTTLOut: "no such action in Open vSwitch", .copyTTLIn: "no such action in Open vSwitch",
        .pushPBB: "no such action in Open vSwitch", .popPBB: "no such action in Open vSwitch",
        .setTunnel: "a set_field on tun_id as soon as a flow holds it", .unknown: "somebody else's action",
        .nat: "only inside ct, where it is printed",
    ]

    static func samples(_ kind: ActionKind, count: Int = 24) -> [Action] {
        var generator = ActionGenerator(seed: UInt64(ActionKind.allCases.firstIndex(of: kind) ?? 0))
        return (0..<count).map { _ in generator.action(kind) }
    }

    @Test("An action is as small as it was")
    func size() {
        #expect(MemoryLayout<Action>.size <= 55, "\(MemoryLayout<Action>.size)")
    }

    @Test("What is written is read back as the same", arguments: OpenFlowVersion.allCases)
    func roundTrip(version: OpenFlowVersion) throws {
        var kinds: Set<ActionKind> = []
        for kind in ActionKind.allCases {
            if kind == .meter, version < .v1_5 { continue }
            for action in Self.samples(kind) {
                #expect(ActionKind(action) == kind)
                kinds.insert(kind)
                let flow = Flow(table: 0, priority: 1, cookie: 0, match: Match(), actions: [action])
                let bytes = Message.flowModification(FlowModification(.add, flow)).encoded(version: version, xid: 1)
                guard case .flowModification(let found) = try Message.decode(bytes).message else {
                    Issue.record("\(action)")
                    continue
                }
                #expect(found.flow == flow, "\(action) \(hexText(bytes))")
            }
        }
        #expect(kinds.count == ActionKind.allCases.count - (version < .v1_5 ? 1 : 0))
    }

    @Test(
        "ovs-ofctl prints the same text for the same bytes",
        .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"), arguments: OpenFlowVersion.allCases)
    func text(version: OpenFlowVersion) throws {
        var flows: [Flow] = []
        for kind in ActionKind.allCases where Self.unprintable[kind] == nil {
            for action in Self.samples(kind) where version == .v1_5 || !Self.isPrintedAsLoad(action) {
                flows.append(
                    Flow(table: 0, priority: 32768, cookie: UInt64(flows.count), match: Match(), actions: [action]))
            }
        }
        let printed = try ReferencePrinter.printed(flows, version: version)
        for flow in flows { #expect(flow.text() == printed[flow.cookie]) }
        print("\(version): \(flows.count) actions printed as ovs-ofctl prints them")
    }

    /// Before 1.5 a masked set-field travels as a load, which ovs-ofctl prints as such.
    private static func isPrintedAsLoad(_ action: Action) -> Bool {
        switch action {
        case .setField(let field): field.mask != nil
        case .clone(let actions): actions.contains(where: isPrintedAsLoad)
        case .conntrack(let conntrack): conntrack.actions.contains(where: isPrintedAsLoad)
        default: false
        }
    }
}
