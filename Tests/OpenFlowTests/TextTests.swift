import NetworkTypes
import OpenFlow
import Testing

/// Texts as Open vSwitch 3.1 prints them; `RealSwitchTests` compares all sample flows with a running one.
@Suite("Text form")
struct TextTests {
    @Test(
        "Flows read as ovs-ofctl writes them",
        arguments: [
            (
                Flow(
                    table: 0, priority: 100, cookie: 0x1f,
                    match: Match([
                        MatchField(.inPort, 1), MatchField(.etherType, 0x0800), MatchField(.ipProtocol, 6),
                        MatchField(.tcpDestination, 80), MatchField(.ipv4Source, 0x0a00_0000, mask: 0xff00_0000),
                    ]), actions: [.output(PortNumber(2))], goto: 5),
                "cookie=0x1f, table=0, priority=100,tcp,in_port=1,nw_src=10.0.0.0/8,tp_dst=80 actions=output:2,goto_table:5"
            ),
            (
                Flow(table: 3, priority: 32768, cookie: 0, match: Match()),
                "cookie=0x0, table=3, actions=drop"
            ),
            (
                Flow(
                    table: 1, priority: 1, cookie: 0,
                    match: Match([MatchField(.etherType, 0x88b5), MatchField(.ctState, 0xa1, mask: 0xff)]),
                    actions: [.resubmit(port: nil, table: 4), .conjunction(id: 3, clause: 1, count: 2)]),
                "cookie=0x0, table=1, priority=1,ct_state=new|trk|dnat,dl_type=0x88b5 actions=resubmit(,4),conjunction(3,2/2)"
            ),
            (
                Flow(
                    table: 1, priority: 1, cookie: 0, match: Match([MatchField(.ipv6Source, 0, mask: 1 << 127)]),
                    instructions: [.writeMetadata(1, mask: .max), .clearActions]),
                "cookie=0x0, table=1, priority=1,ipv6_src=::/1 actions=clear_actions,write_metadata:0x1"
            ),
            (
                Flow(
                    table: 1, priority: 1, cookie: 0, match: Match(),
                    instructions: [.writeMetadata(0, mask: 0xff), .writeActions([])]),
                "cookie=0x0, table=1, priority=1 actions=write_actions(drop),write_metadata:0/0xff"
            ),
            (
                Flow(table: 1, priority: 1, cookie: 0, match: Match(), instructions: [.writeMetadata(3, mask: 1)]),
                "cookie=0x0, table=1, priority=1 actions=write_metadata:0x3/0x1"
            ),
        ])
    func flows(flow: Flow, expected: String) {
        #expect(flow.description == expected)
    }

    @Test("Errors carry the specification's names")
    func errors() {
        #expect(OpenFlowError(type: 2, code: 0).name == "OFPBAC_BAD_TYPE")
        #expect(OpenFlowError(type: 17, code: 13).name == "OFPBFC_MSG_FAILED")
        #expect(OpenFlowError(type: 0xffff, code: 2314, experimenter: 0x4f4e_4600).name == "OFPBFC_TIMEOUT")
        #expect(OpenFlowError(type: 0xffff, code: 4250, experimenter: 0x4f4e_4600).name == "OFPBAC_BAD_SET_MASK")
        #expect(OpenFlowError(type: 0xffff, code: 36, experimenter: 0x2320).name == "NXST_NOT_CONFIGURED")
        #expect(OpenFlowError(type: 0xffff, code: 36, experimenter: 0x2321).name == "experimenter error 0x2321 36")
        #expect(OpenFlowError(type: 0xffff, code: 14, experimenter: 0x2320).name == "experimenter error 0x2320 14")
        #expect(OpenFlowError(type: 99, code: 1).name == "error type 99 code 1")
    }
}
