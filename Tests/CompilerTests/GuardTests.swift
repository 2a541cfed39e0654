import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Testing
import Topology

/// What a NIC's host has in its guard table, as text.
@Suite("What a NIC may send")
struct GuardTests {
    private static func model(_ change: (inout Network, inout NIC) -> Void) -> FabricModel {
        var model = FabricModel()
        for number in 1...2 { model.topology.update(FabricModel.host(number)) }
        var network = FabricModel.network(0)
        var nic = FabricModel.nic(0, network: 0)
        change(&network, &nic)
        model.topology.update(network)
        model.topology.update(nic)
        model.topology.update(FabricModel.port(0, host: 1))
        model.topology.update(FabricModel.nic(1, network: 0))
        model.topology.update(FabricModel.port(1, host: 2))
        model.settle()
        model.check()
        return model
    }

    private static func flows(_ model: FabricModel, _ host: HostID, _ feature: Cookie.Feature) -> [String] {
        model.engine.desired(for: host).filter { $0.id.feature == feature && $0.owner == .nic(nic) }
            .flatMap { $0.flows.entries.map { "\($0.decoded())" } }
    }

    private static let nic = FabricModel.nic(0, network: 0).id

    @Test("On a network for declared addresses only a detection of a link-local address asks the controller")
    func declared() {
        let model = Self.model { _, _ in }
        let asking = Self.flows(model, "kvm1", .localNIC).filter { $0.contains("controller") }
        #expect(
            asking == [
                "cookie=0x600000000000010, table=20, priority=60,icmp6,reg0=0x10,ipv6_src=::,icmp_type=135,icmp_code=0,nd_target=fe80::/10 actions=controller(max_len=128,meter_id=65537)",
                "cookie=0x600000000000010, table=10, priority=205,icmp6,reg0=0x10,dl_src=52:54:00:00:00:00,ipv6_src=fe80::/10,icmp_type=135,icmp_code=0,nd_sll=52:54:00:00:00:00 actions=controller(max_len=128,meter_id=65537)",
            ])
    }

    @Test("On a learned network any first use asks, until the NIC has eight addresses")
    func learned() {
        var model = Self.model { network, _ in network.addressMode = .learned }
        func asking() -> Int { Self.flows(model, "kvm1", .localNIC).count { $0.contains("controller") } }
        #expect(asking() == 6)
        for number in 0..<8 {
            let address = IPAddress.v4(IPv4Address(rawValue: 0x0c00_0000 + UInt32(number)))
            model.topology.bind(KnownAddress(address, .learned), to: Self.nic)
            model.settle()
            let answers = Self.flows(model, "kvm2", .knownAddresses).filter { $0.contains("arp_tpa=\(address)") }
            #expect(answers.count == 1, "the other host answers for \(address)")
        }
        #expect(asking() == 0)
        model.check()
    }

    @Test("An exception lets a NIC send, and answers nobody")
    func exceptions() throws {
        let prefixes = [try IPPrefix("10.9.0.250/32"), try IPPrefix("10.8.0.0/16"), try IPPrefix("2001:db9::/64")]
        let model = Self.model { _, nic in nic.exceptions = prefixes }
        let own = Self.flows(model, "kvm1", .localNIC)
        for text in [
            "nw_src=10.9.0.250 ", "arp_spa=10.9.0.250,arp_sha", "nw_src=10.8.0.0/16", "ipv6_src=2001:db9::/64",
        ] {
            #expect(own.contains { $0.contains(text) && $0.contains("goto_table:20") }, "\(text)")
        }
        #expect(own.contains { $0.contains("arp_spa=10.9.0.250,arp_tpa=10.9.0.250") && $0.contains("goto_table:70") })
        for host: HostID in ["kvm1", "kvm2"] {
            let known = Self.flows(model, host, .knownAddresses)
            #expect(known.count == 3, "its two addresses and its link-local one")
            #expect(!known.contains { $0.contains("10.9.0.250") })
        }
    }

    @Test("The next NIC behind a port's number has the same meters in the same change")
    func meters() {
        var model = Self.model { _, _ in }
        func meters() -> [UInt32] { model.engine.desired(for: "kvm1").flatMap { $0.meters.entries.map(\.id) } }
        #expect(meters() == [1, 0x1_0001])
        model.topology.remove(PortID(host: "kvm1", name: "vnet0"))
        model.topology.update(FabricModel.nic(5, network: 0))
        model.topology.update(FabricModel.port(5, host: 1, ofport: 1))
        model.settle()
        model.check()
        #expect(meters() == [1, 0x1_0001])
    }
}
