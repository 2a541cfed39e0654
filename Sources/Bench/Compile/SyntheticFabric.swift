import NetworkTypes
import Topology

import struct Topology.Port

/// A graph of any size: networks that every host serves, NICs spread evenly, each with its port and two addresses.
struct SyntheticFabric {
    let hostCount: Int
    let networkCount: Int
    var topology = Topology()

    init(hosts: Int, networks: Int, nics: Int) {
        hostCount = hosts
        networkCount = networks
        for number in 1...hosts {
            let vtep = IPv4Address(rawValue: 0xac1f_0000 + UInt32(number))
            topology.update(Host(id: HostID("kvm\(number)"), number: UInt32(number), vtep: .v4(vtep)))
        }
        for number in 1...networks {
            topology.update(Network(id: network(number), vni: VNI(10_000 + UInt32(number))))
        }
        for number in 0..<nics {
            topology.update(nic(number))
            topology.update(port(number))
        }
    }

    private func network(_ number: Int) -> NetworkID { NetworkID(tenant: "bench", name: "net\(number)") }

    /// NIC `number` (from 0); every host has as many of each network.
    func nic(_ number: Int) -> NIC {
        NIC(
            id: NICID(tenant: "bench", vm: "vm\(number)", index: 0), number: NIC.firstNumber + UInt32(number),
            network: network(number / hostCount % networkCount + 1), interfaceID: "id\(number)",
            addresses: [
                .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number))),
                .v6(IPv6Address(rawValue: 0x2001_0db8 << 96 + UInt128(number))),
            ])
    }

    private func port(_ number: Int) -> Port {
        Port(
            id: PortID(host: HostID("kvm\(number % hostCount + 1)"), name: "vnet\(number)"),
            number: PortNumber(UInt32(number / hostCount) + 1), interfaceID: "id\(number)",
            attachedMAC: MACAddress(rawValue: 0x5254_0000_0000 + UInt64(number)))
    }
}
