import NetworkTypes
import Topology

import struct Topology.Port

/// A graph of any size: hosts, networks, and NICs with a port and two addresses each.
struct SyntheticFabric {
    /// Where a network's NICs are.
    enum Spread {
        /// On every host.
        case everywhere
        /// So many, each on another one of hosts in a row; the next network begins one host further on.
        case inRow(nics: Int)
    }

    let hostCount: Int
    let networkCount: Int
    private let spread: Spread
    var topology = Topology()

    init(hosts: Int, networks: Int, nics: Int, spread: Spread = .everywhere) {
        hostCount = hosts
        networkCount = networks
        self.spread = spread
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

    /// Of NIC `number` (from 0): its network, its host and its port there, each from 1.
    private func place(_ number: Int) -> (network: Int, host: Int, port: Int) {
        switch spread {
        case .everywhere:
            (number / hostCount % networkCount + 1, number % hostCount + 1, number / hostCount + 1)
        case .inRow(let nics):
            (number / nics + 1, (number / nics + number % nics) % hostCount + 1, number % nics + 1)
        }
    }

    func nic(_ number: Int) -> NIC {
        NIC(
            id: NICID(tenant: "bench", vm: "vm\(number)", index: 0), number: NIC.firstNumber + UInt32(number),
            network: network(place(number).network), interfaceID: "id\(number)",
            addresses: [
                .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number))),
                .v6(IPv6Address(rawValue: 0x2001_0db8 << 96 + UInt128(number))),
            ])
    }

    private func port(_ number: Int) -> Port {
        Port(
            id: PortID(host: HostID("kvm\(place(number).host)"), name: "vnet\(number)"),
            number: PortNumber(UInt32(place(number).port)), interfaceID: "id\(number)",
            attachedMAC: MACAddress(rawValue: 0x5254_0000_0000 + UInt64(number)))
    }
}
