import NetworkTypes
import OpenFlow
import TestSupport
import Testing

@Suite("Flow syntax")
struct ParseTests {
    @Test("Every action is read from its own text", arguments: ActionKind.allCases)
    func actions(kind: ActionKind) throws {
        for action in ActionCorpusTests.samples(kind, count: 60) {
            #expect(try [Action](text: action.description) == [action], "\(action)")
        }
    }

    @Test("Flows of every kind are read from their own text")
    func flows() throws {
        for flow in SampleFlows.all {
            let canonical = flow.canonical
            #expect(try Flow(text: canonical.description) == canonical, "\(canonical)")
            #expect(try Flow(text: canonical.text(omitsZeros: true)).match == canonical.match)
        }
    }

    @Test(
        "Other spellings mean the same",
        arguments: [
            ("dl_type=0x800,nw_proto=6,tp_dst=80 actions=2", "tcp,tcp_dst=80 actions=output:2"),
            (
                "tp_dst=53,udp,dl_src=00:00:00:00:00:01/ff:ff:ff:ff:ff:ff actions=drop",
                "udp,eth_src=00:00:00:00:00:01,udp_dst=53 actions="
            ),
            ("ip,nw_src=10.1.2.3/255.255.0.0,action=normal", "ip,ip_src=10.1.0.0/16 actions=NORMAL"),
            ("ct_state=+trk+new actions=ct(commit)", "ct_state=0x21/0x21 actions=ct(commit)"),
            ("actions=load:5->NXM_NX_REG0[0..3]", "actions=set_field:0x5/0xf->reg0"),
            (
                "actions=mod_dl_dst:01:02:03:04:05:06,set_vlan_vid:5",
                "actions=set_field:01:02:03:04:05:06->eth_dst,set_field:4101->vlan_vid"
            ),
            ("tcp actions=mod_tp_src:80", "tcp actions=set_field:80->tcp_src"),
            ("actions=controller,goto_table:3", "actions=CONTROLLER:65535,goto_table:3"),
            (
                "cookie=0x5, duration=3.1s, table=2, n_packets=0, n_bytes=0, idle_timeout=4, actions=in_port",
                "table=2,cookie=5,idle_timeout=4,actions=IN_PORT"
            ),
            ("dl_vlan=0xffff actions=", "vlan_tci=0/0x1fff actions="),
            ("vlan_tci=0x7005 actions=", "dl_vlan=5,dl_vlan_pcp=3 actions="),
            ("vlan_tci=0 actions=", "vlan_tci=0/0x1fff actions="),
            (
                "actions=mod_vlan_vid:5,mod_vlan_pcp:3",
                "actions=push_vlan:0x8100,set_field:4101->vlan_vid,set_field:3->vlan_pcp"
            ),
            (
                "dl_vlan=3 actions=mod_vlan_vid:5,strip_vlan,mod_vlan_pcp:1",
                "dl_vlan=3 actions=set_field:4101->vlan_vid,pop_vlan,push_vlan:0x8100,set_field:1->vlan_pcp"
            ),
            (
                "actions=enqueue:5:010,enqueue(LOCAL,3)",
                "actions=set_queue:8,output:5,pop_queue,set_queue:3,LOCAL,pop_queue"
            ),
            (
                "table=010,priority=010,in_port=010 actions=resubmit(,010),goto_table:011",
                "table=10,priority=8,in_port=10 actions=resubmit(,10),goto_table:11"
            ),
            (
                "ip,eth actions=dec_ttl(),move:OXM_OF_ETH_SRC[]->OXM_OF_ETH_DST[]",
                "ip actions=dec_ttl,move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]"
            ),
            (
                "dl_type=0x894f,nsp=3,nsi=2,nshc1=1,nsh_mdtype=1 actions=",
                "eth_type=0x894f,nsh_spi=3,nsh_si=2,nsh_c1=1,nsh_mdtype=1 actions="
            ),
            (
                "tun_flags=+oam,tun_metadata3=5/0xff actions=set_field:0x102->tun_metadata9,delete_field:tun_metadata1",
                "tun_flags=oam,tun_metadata3=0x5/0xff actions=set_field:258->tun_metadata9,delete_field:NXM_NX_TUN_METADATA1"
            ),
            ("packet_type=(1,0x894f),nsh_ttl=5 actions=", "packet_type=(0x1,35151),nsh_ttl=5 actions="),
            (
                "icmp6,icmp_type=135 actions=move:nd_target->ipv6_src[]",
                "ipv6,nw_proto=58,icmpv6_type=135 actions=move:NXM_NX_ND_TARGET[]->NXM_NX_IPV6_SRC[]"
            ),
        ])
    func spellings(text: String, same: String) throws {
        #expect(try Flow(text: text) == Flow(text: same))
    }

    @Test("Ports have the names that the caller knows")
    func ports() throws {
        let ports = ["p1": PortNumber(1), "vxlan": PortNumber(7)]
        let flow = try Flow(
            text: "in_port=p1 actions=output:vxlan,resubmit(p1,3),bundle(eth_src,0,hrw,ofport,members:p1)", ports: ports
        )
        #expect(flow == (try Flow(text: "in_port=1 actions=7,resubmit(1,3),bundle(eth_src,0,hrw,ofport,members:1)")))
        #expect(throws: FlowTextError.self) { _ = try Flow(text: "in_port=p2 actions=drop", ports: ports) }
    }

    @Test(
        "What is wrong is named with its place",
        arguments: [
            ("tcp,nw_srk=1 actions=", 4, "a field or a protocol"), ("ip", 2, "actions="),
            ("ip,nw_src=10.0.0 actions=", 10, "an IPv4 address"), ("actions=outputt:1", 8, "an action"),
            ("actions=clone(output:1", 22, "a closing bracket"),
            ("actions=load:16->NXM_NX_REG0[0..3]", 13, "at most 15"),
            ("priority=65536,actions=", 9, "at most 65535"), ("in_port=p1 actions=", 8, "a port's number"),
            ("tp_dst=80 actions=", 0, "tcp, udp or sctp"), ("actions=conjunction(1,3/2)", 22, "a clause"),
            ("ct_state=+trk-old actions=", 14, "new, est"), ("eth_type=0x800/0xff actions=", 9, "without a mask"),
            ("actions=ct(force)", 11, "commit"), ("actions=learn(table=255)", 20, "a table"),
        ])
    func errors(text: String, offset: Int, expected: String) throws {
        let error = try #require(throws: FlowTextError.self) { _ = try Flow(text: text) }
        #expect(error.offset == offset, "\(error)")
        #expect(error.expected.contains(expected), "\(error)")
    }

    @Test("Nesting has a bound, and damaged text is an error, never a trap")
    func hostile() throws {
        let deep = "actions=" + String(repeating: "clone(", count: 1000) + String(repeating: ")", count: 1000)
        #expect(throws: FlowTextError.self) { _ = try Flow(text: deep) }
        var random = SeededGenerator(seed: 1)
        var errors = 0
        for flow in SampleFlows.all {
            let bytes = Array(flow.description.utf8)
            for _ in 0..<20 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...127, using: &random)
                }
                let cut = damaged.prefix(Int.random(in: 0...damaged.count, using: &random))
                do { _ = try Flow(text: String(decoding: cut, as: UTF8.self)) } catch { errors += 1 }
            }
        }
        #expect(errors > 100)
    }
}
