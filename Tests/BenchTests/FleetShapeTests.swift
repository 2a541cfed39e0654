import Fleet
import SimulatedHosts
import Testing

@testable import Bench

@Suite("The simulated fabric that is measured")
struct FleetShapeTests {
    private let shape = FleetShape(hosts: 3, nicsPerHost: 2)

    @Test("Every NIC that a document may name has a port on its host, with a name and a MAC of its own")
    func ports() {
        let ports = shape.members(manager: "tcp:192.0.2.1:6640").map(\.identity.ports)
        let spares = (0..<shape.hosts).map(shape.spare)
        let nics = (0..<shape.hosts).flatMap(shape.interfaces) + spares + shape.joiners + [shape.mover]
        #expect(ports.reduce(0) { $0 + $1.count } == nics.count)
        #expect(Set(nics.map(\.mac)).count == nics.count)
        #expect(Set(nics.flatMap(\.addresses)).count == 2 * nics.count)
        for nic in nics { #expect(ports[nic.host].count { $0.mac == nic.mac } == 1) }
        for names in ports.map({ $0.map(\.name) }) { #expect(Set(names).count == names.count) }
    }

    @Test("A spare NIC gets a third address, of its network and nobody else's")
    func extendedText() {
        #expect(
            shape.extendedText(of: 1) == """
                version: 1
                tenant: fleet
                document: spare
                nics:
                  - { vm: vm1-2, mac: "52:54:00:00:01:02", network: net1, addresses: ["10.0.1.18", "2001:db8:0:1::12", "10.0.1.240"] }

                """)
        #expect(shape.extendedText(of: 1).replacing(", \"10.0.1.240\"", with: "") == shape.spareText(of: 1))
        let largest = FleetShape(hosts: 200, nicsPerHost: 200)
        let addresses = (largest.interfaces(of: 7) + [largest.spare(of: 7)]).flatMap(\.addresses)
        #expect(!addresses.contains(largest.spare(of: 7).extraAddress))
    }

    @Test("The NIC that moves begins on the first of the hosts of its network, on each of which another NIC stays")
    func mover() {
        #expect(
            shape.moverText == """
                version: 1
                tenant: movers
                document: mover
                networks:
                  net3:
                    subnets:
                      - { cidr: 10.0.3.0/24, dhcp: off }
                      - { cidr: "2001:db8:0:3::/64", ra: off }
                nics:
                  - { vm: vm3-0, mac: "52:54:00:00:03:00", network: net3, addresses: ["10.0.3.16", "2001:db8:0:3::10"] }
                  - { vm: vm3-1, mac: "52:54:00:00:03:01", network: net3, addresses: ["10.0.3.17", "2001:db8:0:3::11"] }
                  - { vm: vm3-2, mac: "52:54:00:00:03:02", network: net3, addresses: ["10.0.3.18", "2001:db8:0:3::12"] }
                  - { vm: vm3-3, mac: "52:54:00:00:03:03", network: net3, addresses: ["10.0.3.19", "2001:db8:0:3::13"] }

                """)
        #expect(shape.moverHosts == [0, 1, 2])
        #expect(shape.mover.host == 0)
        let ports = shape.members(manager: "tcp:192.0.2.1:6640").map(\.identity.ports)
        #expect(ports.map { $0.contains(shape.moverPort) } == [true, false, false])
        #expect(shape.moverPort.mac == shape.mover.mac)
        #expect(FleetShape(hosts: 50, nicsPerHost: 5).moverHosts == Array(0..<10))
        #expect(FleetShape(hosts: 1, nicsPerHost: 1).moverHosts == [0])
    }

    @Test("The fabric's document admits both tenants, and the documents declare what may move")
    func documents() {
        #expect(shape.fabricDocument.contains("  fleet: { quota: { networks: 20000, nics: 1000000 } }\n"))
        #expect(shape.fabricDocument.contains("  movers: { quota: { networks: 1, nics: 20 } }\n"))
        #expect(shape.documents.hasSuffix("---\n" + shape.moverText))
    }
}
