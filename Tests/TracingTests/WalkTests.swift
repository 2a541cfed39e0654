import NetworkTypes
import SimulatedNetwork
import TestSupport
import Testing
import Topology

@testable import Tracing

@Suite struct WalkTests {
    @Test("On one host: every stage with its meaning and its line, there and back")
    func oneHost() throws {
        let trace = try TracedFabric().trace("web1", "web2", "tcp/22")
        #expect(trace.isAllowed)
        #expect(trace.reason == "delivered to acme/web2:0 on host kvm1, and the reply comes back")
        #expect(trace.faults == [])
        #expect(trace.notes == [])
        #expect(trace.journeys.map(\.kind) == [.request, .reply])
        #expect(
            trace.journeys.map(\.packet) == [
                "TCP SYN 10.10.1.5:49152 → 10.10.1.6:22", "TCP SYN-ACK 10.10.1.6:22 → 10.10.1.5:49152",
            ])
        #expect(
            trace.journeys[0].lines == [
                "kvm1 classify: from acme/web1:0, in network acme/web (base.yaml:8)",
                "kvm1 guard: MAC 52:54:00:00:00:01 and 10.10.1.5 are acme/web1:0's own (base.yaml:8)",
                "kvm1 services: no question that the network answers itself (fabric.yaml:6)",
                "kvm1 egress-track: acme/web1:0 has no policy of its own (fabric.yaml:6)",
                "kvm1 switch: MAC 52:54:00:00:00:02 is acme/web2:0's, on this host (base.yaml:9)",
                "kvm1 ingress-track: acme/web2:0 has no policy of its own (fabric.yaml:6)",
                "kvm1 deliver: out by port tap-web2 to acme/web2:0 (base.yaml:9)",
            ])
        let web1 = NICID(tenant: "acme", vm: "web1", index: 0)
        #expect(trace.journeys[1].outcome == .delivered(to: web1, host: "kvm1", port: "tap-web1"))
    }

    @Test("Across hosts: by the tunnel, and the reply back by the other's")
    func twoHosts() throws {
        let trace = try TracedFabric().trace("web1", "web3", "udp/53")
        #expect(trace.isAllowed)
        #expect(trace.faults == [])
        let vni = try #require(
            trace.journeys[0].lines.last { $0.contains("VNI") }?.split(separator: " ").dropLast().last)
        #expect(
            trace.journeys[0].lines == [
                "kvm1 classify: from acme/web1:0, in network acme/web (base.yaml:8)",
                "kvm1 guard: MAC 52:54:00:00:00:01 and 10.10.1.5 are acme/web1:0's own (base.yaml:8)",
                "kvm1 services: no question that the network answers itself (fabric.yaml:6)",
                "kvm1 egress-track: acme/web1:0 has no policy of its own (fabric.yaml:6)",
                "kvm1 switch: MAC 52:54:00:00:00:03 is acme/web3:0's, on host kvm2 (base.yaml:10)",
                "kvm1 deliver: by the tunnel to host kvm2 (172.31.0.2), VNI \(vni) (fabric.yaml:6)",
                "kvm2 classify: out of a tunnel (fabric.yaml:7)",
                "kvm2 tunnel: from host kvm1, in network acme/web (base.yaml:5)",
                "kvm2 switch: MAC 52:54:00:00:00:03 is acme/web3:0's, on this host (base.yaml:10)",
                "kvm2 ingress-track: acme/web3:0 has no policy of its own (fabric.yaml:7)",
                "kvm2 deliver: out by port tap-web3 to acme/web3:0 (base.yaml:10)",
            ])
        #expect(trace.journeys[1].hosts.map(\.host) == ["kvm2", "kvm1"])
    }

    @Test("Only the hosts on the way are looked at")
    func lazy() throws {
        var fabric = try TracedFabric()
        let sender = try #require(ServedEnd(NICID(tenant: "acme", vm: "web1", index: 0), fabric.topology))
        let receiver = try #require(ServedEnd(NICID(tenant: "acme", vm: "web2", index: 0), fabric.topology))
        fabric.topology.remove(HostID("kvm3"))
        fabric.compile()
        let trace = try fabric.trace("web1", "web2", "icmp")
        #expect(Set(trace.journeys.flatMap { $0.hosts.map(\.host) }) == [sender.host])
        #expect(receiver.host == "kvm1")
    }

    @Test(
        "Each protocol goes over the family that it has",
        arguments: [
            ("tcp/22", "10.10.1.5"), ("icmp", "10.10.1.5"), ("icmp6", "2001:db8::5"), ("ip/89", "10.10.1.5"),
        ])
    func families(_ proto: String, _ address: String) throws {
        let trace = try TracedFabric().trace("web1", "web2", proto)
        #expect(trace.isAllowed)
        #expect(trace.faults == [])
        #expect(trace.from.address == (try IPAddress(address)))
    }

    @Test("An address that is asked for is the one that is used")
    func askedFor() throws {
        let trace = try TracedFabric().trace("web1", "2001:db8::6", "tcp/22")
        #expect(trace.isAllowed)
        #expect(trace.to.nic == NICID(tenant: "acme", vm: "web2", index: 0))
        #expect(trace.journeys[0].packet == "TCP SYN [2001:db8::5]:49152 → [2001:db8::6]:22")
        let back = try TracedFabric().trace("10.10.1.6", "web1", "tcp/22")
        #expect(back.from.nic == NICID(tenant: "acme", vm: "web2", index: 0))
        #expect(back.isAllowed)
        let linkLocal = try TracedFabric().trace("web1", "fe80::5054:ff:fe00:5", "tcp/22")
        #expect(linkLocal.to.nic == NICID(tenant: "acme", vm: "bare", index: 0))
        #expect(linkLocal.isAllowed)
    }

    @Test(
        "What no NIC may send is dropped by its guard, with the reason of the documents",
        arguments: [
            ("udp/68", "no DHCP server behind a NIC"), ("udp/3784", "hosts watch each other by BFD, NICs do not"),
            ("ip/0", "protocol 0 is nobody's, and a chain of headers ends within its packet"),
        ])
    func refused(_ proto: String, _ reason: String) throws {
        let trace = try TracedFabric().trace("web1", "web2", proto)
        #expect(!trace.isAllowed)
        #expect(trace.reason == "dropped in guard on host kvm1: acme/web1:0 may not send this: \(reason)")
        #expect(trace.journeys.count == 1)
        #expect(trace.decisions == [])
        #expect(trace.suggestions == [])
        #expect(trace.faults == [])
    }

    @Test("No tunnel joins VTEPs of two families")
    func otherFamily() throws {
        let trace = try TracedFabric().trace("web1", "web4", "tcp/22")
        #expect(!trace.isAllowed)
        #expect(
            trace.reason
                == "dropped in underlay on host kvm1: no tunnel joins the VTEP of host kvm1 with fd00::3 of another family"
        )
        #expect(trace.faults == [])
    }

    @Test("What is known of hosts on the way beside their tables is said")
    func doubts() throws {
        var fabric = try TracedFabric()
        fabric.doubts = ["kvm2": "host kvm2 is away", "kvm3": "host kvm3 is away"]
        #expect(try fabric.trace("web1", "web3", "tcp/22").notes == ["host kvm2 is away"])
        #expect(try fabric.trace("web1", "web2", "tcp/22").notes == [])
    }

    @Test("Hosts and flows that are looked at are bounded", arguments: [(1, 500_000), (8, 100)])
    func bounds(_ hosts: Int, _ flows: Int) throws {
        let fabric = try TracedFabric()
        let source = TraceSource(
            policy: fabric.policy, topology: fabric.topology, engine: fabric.engine, origin: { _ in nil },
            absence: { _ in "" }, doubt: { _ in nil })
        let ends = try ["web1", "web3"].map {
            try #require(ServedEnd(NICID(tenant: "acme", vm: $0, index: 0), fabric.topology))
        }
        let frame = ProbeFrame(
            .echo, from: .init(mac: ends[0].mac, address: try IPAddress("10.10.1.5")),
            to: .init(mac: ends[1].mac, address: try IPAddress("10.10.1.7")))
        var whole = DesiredFabric(source)
        #expect(try whole.send(frame.bytes, from: ends[0]).deliveries.count == 1)
        var bounded = DesiredFabric(source, hostLimit: hosts, flowLimit: flows)
        #expect {
            try bounded.send(frame.bytes, from: ends[0])
        } throws: { error in
            if case .tooLarge = error as? TraceRefusal { true } else { false }
        }
    }

    @Test("A packet that another gets is told loudly")
    func astray() throws {
        var fabric = try TracedFabric()
        // The graph goes on, the tables stay.
        for (name, number, id) in [("tap-web2", 7, "web2"), ("tap-bare", 2, "bare")] {
            fabric.topology.update(
                Port(id: PortID(host: "kvm1", name: name), number: PortNumber(UInt32(number)), interfaceID: id))
        }
        let trace = try fabric.trace("web1", "web2", "tcp/22")
        #expect(!trace.isAllowed)
        #expect(trace.reason == "it goes to acme/bare:0 on host kvm1")
        #expect(trace.faults.count == 1)
    }

    @Test("Tables that are not those of the documents are told loudly")
    func stale() throws {
        var fabric = try TracedFabric()
        // The graph goes on, the tables stay.
        fabric.topology.update(
            Port(id: PortID(host: "kvm1", name: "tap-web2"), number: PortNumber(7), interfaceID: "web2"))
        let trace = try fabric.trace("web1", "web2", "tcp/22")
        #expect(!trace.isAllowed)
        #expect(trace.faults == ["tables do not deliver the request, but the documents mean: switched"])
    }
}

@Suite struct ProbeFrameTests {
    @Test(
        "Probes and their answers have right checksums", arguments: [Probe.tcp(22), .udp(53), .echo, .echo6, .ip(89)])
    func checksums(_ probe: Probe) throws {
        for (first, second) in [("10.0.0.1", "10.0.0.2"), ("2001:db8::1", "2001:db8::2")] {
            let (from, to) = (try IPAddress(first), try IPAddress(second))
            guard probe.isV4 ?? from.isV4 == from.isV4 else { continue }
            let frame = ProbeFrame(
                probe, from: .init(mac: MACAddress(rawValue: 0x5254_0000_0001), address: from),
                to: .init(mac: MACAddress(rawValue: 0x5254_0000_0002), address: to))
            for frame in [frame, frame.reply] { #expect(FrameBuilder.hasRightChecksums(frame.bytes), "\(frame.bytes)") }
        }
    }
}
