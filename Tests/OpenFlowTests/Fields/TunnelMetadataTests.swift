import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

@Suite("Tunnel metadata")
struct TunnelMetadataTests {
    static func decoded(_ fields: String) throws -> Match {
        let message = try Message.decode(flowModification(fields: hex(fields), xid: 1)).message
        guard case .flowModification(let modification) = message else { return Match() }
        return modification.flow.match
    }

    @Test("Numbers are in order whatever came first, and stand behind the fields of tunnels")
    func order() throws {
        // tun_metadata5, something unknown, tun_metadata2, a register, tun_id
        let match = try Self.decoded(
            "00015a0401020304 123400020909 000154020506 0001020400000007 80004c080000000000000005")
        #expect(match.tunnelMetadata == [TunnelMetadata(2, [5, 6]), TunnelMetadata(5, [1, 2, 3, 4])])
        #expect(match.unknown == hex("123400020909"))
        #expect(match[.register(1)]?.value == 7)
        let flow = Flow(table: 0, priority: 1, cookie: 0, match: match)
        let bytes = Message.flowModification(FlowModification(.add, flow)).encoded(version: .v1_3, xid: 1)
        let fields = hex("80004c080000000000000005 000154020506 00015a0401020304 0001020400000007 123400020909")
        #expect(hexText(bytes).contains(hexText(fields)))
    }

    @Test("Values lie under their masks, whole masks are none, an empty one asks for presence")
    func normalForm() throws {
        #expect(TunnelMetadata(0, [0xff, 0x0f], mask: [0xf0, 0xff]).value == [0xf0, 0x0f])
        #expect(TunnelMetadata(0, [1], mask: [0xff]).mask == nil)
        let present = try Self.decoded("0001510200 00")
        #expect(present.description == "tun_metadata0")
        #expect(try Match(text: "tun_metadata0") == present)
    }

    @Test("What stands twice, or has ones outside its mask, is an error")
    func errors() {
        #expect(throws: (any Error).self) { _ = try Self.decoded("0001500105 0001500106") }
        #expect(throws: (any Error).self) { _ = try Self.decoded("00015102ff0f") }
    }

    @Test("One replaces another, and goes")
    func setting() {
        var match = Match([MatchField(.tunnelID, 5)])
        match.set(TunnelMetadata(3, [1, 2]))
        match.set(TunnelMetadata(1, [3]))
        match.set(TunnelMetadata(3, [4], mask: [0xf]))
        #expect(match.tunnelMetadata == [TunnelMetadata(1, [3]), TunnelMetadata(3, [4], mask: [0xf])])
        #expect(match.description == "tun_id=0x5,tun_metadata1=0x3,tun_metadata3=0x4/0xf")
        match.removeTunnelMetadata(1)
        match.removeTunnelMetadata(3)
        #expect(match == Match([MatchField(.tunnelID, 5)]))
    }

    @Test("Lengths that no option has are kept as bytes, and bits beyond a field are no part of it")
    func odd() throws {
        let match = try Self.decoded("00015000 000151030102 03")
        #expect(match.tunnelMetadata.isEmpty)
        #expect(match.unknown == hex("00015000 00015103010203"))
        // A load of bits 30…33 of a field of four bytes, and of all 64 of one of eight.
        for (fields, isKnown) in [("0783 00015004 0000000000000001", false), ("003f 00015008 ffffffffffffffff", true)] {
            let action = hex("ffff0018000023200007" + fields)
            let head = Array(flowModification(fields: [], xid: 1).prefix(56))
            var bytes = head + hex("0004002000000000") + action
            bytes[0] = 4
            bytes[3] = UInt8(bytes.count)
            guard case .flowModification(let found) = try Message.decode(bytes).message,
                case .applyActions(let actions)? = found.flow.instructions.first
            else {
                Issue.record("no actions")
                return
            }
            if case .setTunnelMetadata(let metadata)? = actions.first {
                #expect(isKnown && metadata.value == [UInt8](repeating: 0xff, count: 8))
            } else {
                #expect(!isKnown)
            }
        }
    }

    @Test(
        "A switch with a table of options describes flows as they were sent",
        .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
        arguments: [OpenFlowVersion.v1_3, .v1_5])
    func realSwitch(version: OpenFlowVersion) throws {
        let virtual = try VirtualSwitch()
        let client = try SwitchClient(path: virtual.socketPath, version: version)
        _ = try client.awaitReady()
        let mappings = [
            TLVMapping(optionClass: 0xffff, optionType: 0, optionLength: 4, index: 0),
            TLVMapping(optionClass: 0xffff, optionType: 1, optionLength: 124, index: 63),
        ]
        _ = try client.request(.nicira(.tlvTableModification(TLVTableModification(.add, mappings: mappings)))).get()
        let long = [UInt8](repeating: 0x5a, count: 124)
        var flows: [Flow] = []
        for (index, metadata) in [
            TunnelMetadata(0, [1, 2, 3, 4]), TunnelMetadata(0, [1, 0, 3, 0], mask: [0xff, 0, 0xff, 0]),
            TunnelMetadata(63, long), TunnelMetadata(0, [0, 0, 0, 0], mask: [0, 0, 0, 0]),
        ].enumerated() {
            var match = Match([MatchField(.tunnelID, UInt128(index + 1))])
            match.set(metadata)
            let option = Field.tunnelMetadata(0, byteCount: 4)
            flows.append(
                Flow(
                    table: 0, priority: 1, cookie: UInt64(index + 1), match: match,
                    actions: [
                        .setTunnelMetadata(TunnelMetadata(63, long)),
                        .setTunnelMetadata(TunnelMetadata(0, [9, 8, 7, 6])),
                        .move(from: SubField(option, 8..<24), to: SubField(.register(0), 0..<16)),
                        .push(SubField(option)), .pop(SubField(option)), .deleteField(option), .output(PortNumber(1)),
                    ]))
        }
        for flow in flows { _ = try client.request(.flowModification(FlowModification(.add, flow))).get() }
        let described = try client.flows()
        #expect(Set(described) == Set(flows))
        _ = virtual
    }
}
