import NetworkTypes
import Testing
import Topology

@testable import Tracing

@Suite struct QuestionTests {
    @Test(
        "Protocols are read, and are written as rules have them",
        arguments: [
            ("tcp/22", "tcp/22"), ("udp/65535", "udp/65535"), ("icmp", "icmp/echo"), ("icmp/echo", "icmp/echo"),
            ("icmp6", "icmp6/echo"), ("ip/89", "ip/89"),
        ])
    func protocols(_ text: String, _ rule: String) throws {
        #expect(try Probe(text).description == rule)
    }

    @Test(
        "What is no question of one packet is refused",
        arguments: [
            "tcp", "tcp/", "tcp/0", "tcp/65536", "tcp/1-2", "tcp/+1", "tcp/22/1", "udp", "icmp/3", "any", "ip", "ip/6",
            "ip/58", "ip/256", "", "TCP/22",
        ])
    func malformed(_ text: String) {
        #expect(throws: TraceRefusal.self) { try Probe(text) }
    }

    @Test("A NIC is named with or without tenant and index")
    func names() throws {
        let fabric = try TracedFabric()
        for name in ["web1", "web1:0", "acme/web1", "acme/web1:0"] {
            #expect(try fabric.trace(name, "web2", "icmp").from.nic == NICID(tenant: "acme", vm: "web1", index: 0))
        }
        #expect(try fabric.trace("db1:1", "web2", "icmp").from.nic == NICID(tenant: "acme", vm: "db1", index: 1))
        #expect(
            try fabric.trace("globex/web1", "solo", "icmp", tenant: nil).to.nic
                == NICID(tenant: "globex", vm: "solo", index: 0))
    }

    @Test("A name that two tenants have is not guessed")
    func ambiguous() throws {
        let fabric = try TracedFabric()
        #expect(
            throws: TraceRefusal.malformed(
                "web1 may be any of acme/web1:0, globex/web1:0", hint: "TENANT/VM:INDEX names one")
        ) { try fabric.trace("web1", "web2", "icmp", tenant: nil) }
    }

    @Test(
        "Who does not exist is not found; others' NICs do not exist for a tenant",
        arguments: [
            ("nobody", "acme"), ("web1:7", "acme"), ("globex/web1", "acme"), ("solo", "acme"),
        ])
    func unknown(_ name: String, _ asker: String) throws {
        let fabric = try TracedFabric()
        #expect(throws: TraceRefusal.notFound("there is no nic \(name)")) {
            try fabric.trace(name, "web2", "icmp", tenant: nil, asker: asker)
        }
    }

    @Test(
        "What reaches many is refused with a hint",
        arguments: [
            "255.255.255.255", "10.10.1.255", "10.10.1.0", "224.0.0.251", "ff02::1", "0.0.0.0", "::",
        ])
    func groups(_ address: String) throws {
        let fabric = try TracedFabric()
        #expect(
            throws: TraceRefusal.malformed(
                "\(address) is no single station's address: a trace follows one packet from one NIC to one other",
                hint: "name a NIC: TENANT/VM:INDEX")
        ) { try fabric.trace("web1", address, "udp/53") }
    }

    @Test(
        "Two ends that are one, or of two families, are no question",
        arguments: [
            ("web1", "web1", "icmp"), ("web1", "10.10.1.5", "icmp"), ("10.10.1.6", "2001:db8::5", "tcp/22"),
            ("web1", "10.10.1.6", "icmp6"), ("external", "external", "icmp"), ("10.10.1.5", "10.10.1.5", "icmp"),
        ])
    func senseless(_ from: String, _ to: String, _ proto: String) throws {
        let fabric = try TracedFabric()
        #expect {
            try fabric.trace(from, to, proto)
        } throws: { error in
            if case .malformed = error as? TraceRefusal { true } else { false }
        }
    }

    @Test("Two addresses mean NICs where one network that the asker sees has both")
    func addresses() throws {
        let fabric = try TracedFabric()
        for (tenant, asker) in [("acme", nil), (nil, "acme")] as [(String?, String?)] {
            let trace = try fabric.trace("10.10.1.5", "10.10.1.6", "icmp", tenant: tenant, asker: asker)
            #expect(trace.isAllowed)
            #expect(trace.to.nic == NICID(tenant: "acme", vm: "web2", index: 0))
        }
        #expect(
            throws: TraceRefusal.malformed(
                "2 networks have NICs with 10.10.1.5 and 10.10.1.6", hint: "name a NIC: TENANT/VM:INDEX")
        ) { try fabric.trace("10.10.1.5", "10.10.1.6", "icmp", tenant: nil) }
        #expect(throws: TraceRefusal.notFound("no network has NICs with 10.10.1.5 and 10.10.2.5")) {
            try fabric.trace("10.10.1.5", "10.10.2.5", "icmp")
        }
    }

    @Test(
        "Where nothing leads, the answer is no, with the reason",
        arguments: [
            ("web1", "db1", "no router joins acme/web and acme/db"),
            ("web1", "globex/solo", "no router joins acme/web and globex/web"),
            ("web1", "external", "nothing leaves acme/web to the outside: no router joins it"),
            ("external", "web1", "nothing enters acme/web from outside: no router joins it"),
            (
                "web1", "10.10.1.1",
                "10.10.1.1 is the gateway of acme/web, which answers while a router connects the network: none does"
            ),
            ("web1", "10.10.1.99", "no NIC of acme/web is known to have 10.10.1.99, and only known addresses pass"),
            ("10.10.1.99", "web1", "no NIC of acme/web is known to have 10.10.1.99, and only known addresses pass"),
            ("web1", "198.51.100.1", "198.51.100.1 is outside acme/web, and no router joins it to anything"),
            ("web1", "gone", "no host serves acme/gone:0: acme/gone:0 is absent"),
            ("gone", "web1", "no host serves acme/gone:0: acme/gone:0 is absent"),
            ("web1", "mute", "no host serves acme/mute:0: acme/mute:0 is absent"),
            (
                "web1", "bare",
                "acme/bare:0 has no known address, so nothing from or to it passes but link-local IPv6"
            ),
        ])
    func apart(_ from: String, _ to: String, _ reason: String) throws {
        let trace = try TracedFabric().trace(from, to, "tcp/22")
        #expect(!trace.isAllowed)
        #expect(trace.reason == reason)
        #expect(trace.journeys == [])
        #expect(trace.faults == [])
    }

    @Test("NICs without addresses of one family do not talk")
    func families() throws {
        let trace = try TracedFabric().trace("web2", "web3", "icmp6")
        // By their link-local addresses they do.
        #expect(trace.isAllowed)
        #expect(trace.from.address?.isLinkLocal == true)
        let other = try TracedFabric().trace("2001:db8::6", "web3", "tcp/22")
        #expect(other.reason == "acme/web2:0 and acme/web3:0 have no addresses of one family that are known")
    }
}
