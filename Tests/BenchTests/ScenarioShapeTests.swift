import Foundation
import Lab
import NetworkTypes
import OpenFlow
import Testing
import Topology

@testable import Bench

@Suite("What is measured")
struct ScenarioShapeTests {
    @Test("Every host has as many NICs of each network, with names, MACs and addresses of their own")
    func shape() {
        let shape = FabricShape()
        let nics = shape.interfaces + shape.spares
        #expect(nics.count == 1010)
        #expect(Set(nics.map(\.vm)).count == 1010)
        #expect(Set(nics.map(\.mac)).count == 1010)
        #expect(Set(nics.flatMap(\.addresses)).count == 2020)
        let places = Dictionary(grouping: shape.interfaces) { "\($0.host)/\($0.network)" }
        #expect(places.count == 50)
        #expect(places.values.allSatisfy { $0.count == 20 })
        #expect(Set(shape.spares.map(\.host)) == Set(1...10))
    }

    @Test("With fewer NICs than networks all networks are used, and a spare NIC is of one that its host serves")
    func moreNetworksThanNICs() {
        let shape = FabricShape(hosts: 6, networks: 4, nicsPerHost: 2)
        #expect(Set(shape.interfaces.map(\.network)) == Set(1...4))
        #expect(shape.hostNames(serving: 1) == ["kvm1", "kvm3", "kvm5"])
        #expect(shape.hostNames(serving: 4) == ["kvm2", "kvm4", "kvm6"])
        for spare in shape.spares { #expect(shape.hostNames(serving: spare.network).contains("kvm\(spare.host)")) }
    }

    @Test("A lab takes the shape, and the documents name every NIC once")
    func documents() throws {
        let shape = FabricShape(hosts: 2, networks: 2, nicsPerHost: 4)
        try shape.labSpec.check()
        #expect(shape.labSpec.nics.count == 10)
        let text = shape.networkTexts.joined()
        for nic in shape.interfaces { #expect(text.components(separatedBy: "vm: \(nic.vm),").count == 2) }
        #expect(
            shape.spareText(shape.spares[1]) == """
                version: 1
                tenant: bench
                document: spare
                nics:
                  - { vm: spare2, mac: "52:54:00:00:00:19", network: net2, addresses: ["10.2.0.25", "2001:db8:0:2::19"] }

                """)
        #expect(shape.extendedText(shape.spares[1]).contains("\"2001:db8:0:2::19\", \"10.2.128.25\"] }"))
        #expect(
            shape.joinedText == """
                version: 1
                tenant: bench
                document: joined
                networks:
                  net3:
                    subnets:
                      - { cidr: 10.3.0.0/16, dhcp: off }
                      - { cidr: "2001:db8:0:3::/64", ra: off }
                nics:
                  - { vm: spare1, mac: "52:54:00:00:00:18", network: net3, addresses: ["10.3.0.24", "2001:db8:0:3::18"] }
                  - { vm: spare2, mac: "52:54:00:00:00:19", network: net3, addresses: ["10.3.0.25", "2001:db8:0:3::19"] }

                """)
        #expect(FabricShape().joiners.count == 10)
    }

    @Test("In the synthetic fabric every NIC is served on its port and every host serves every network")
    func synthetic() {
        let fabric = SyntheticFabric(hosts: 3, networks: 2, nics: 12)
        #expect(fabric.topology.activePort.count == 12)
        for network in fabric.topology.networks.keys {
            let members = fabric.topology.hosts.keys.filter {
                fabric.topology.isMember(Membership(network: network, host: $0))
            }
            #expect(members.count == 3)
        }
    }

    @Test("The measured flow_mod has four fields and two actions, and a session takes it")
    func flow() throws {
        #expect(Set(CodecBenchmark.flows).count == 256)
        #expect(CodecBenchmark.flows.allSatisfy { $0.match.fields.count == 4 })
        #expect(
            CodecBenchmark.flows.allSatisfy {
                guard case .applyActions(let actions)? = $0.instructions.first else { return false }
                return actions.count == 2
            })
        let connection = try CodecBenchmark.readyConnection(now: MonotonicTime(seconds: 1))
        #expect(connection.version == .v1_5)
    }

    @Test("Codec, database and compile give their figures, however short they run")
    func smoke() throws {
        let codec = try CodecBenchmark(count: 1000, rounds: 1).run()
        #expect(
            codec.map(\.name) == [
                "codec.encode", "codec.decode", "codec.decode-dump", "codec.copy", "codec.packet-turn",
            ])
        #expect(codec.allSatisfy { $0.value > 0 })
        let database = try DatabaseBenchmark(rounds: 1).run()
        #expect(database.map(\.name) == ["ovsdb.initial-dump", "ovsdb.row-updates"])
        #expect(database.allSatisfy { $0.value > 0 })
        let compile = try CompileBenchmark.run(sizes: [50, 100], repetitions: 5)
        #expect(compile.contains { $0.name == "compile.nic.100.units" && $0.isMet == true })
    }
}
