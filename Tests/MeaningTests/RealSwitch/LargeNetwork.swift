import Compiler
import NetworkTypes
import Topology

import struct Topology.Port

/// A host with so many NICs of one network that its group is made of parts.
enum LargeNetwork {
    static var program: HostProgram {
        var topology = Topology()
        let host = HostID("kvm1")
        topology.update(Host(id: host, number: 1, vtep: .v4(IPv4Address(rawValue: 0xac1f_0001))))
        let network = NetworkID(tenant: "acme", name: "large")
        topology.update(Network(id: network, vni: VNI(10_000)))
        for number in UInt32(0)..<1200 {
            topology.update(
                NIC(
                    id: NICID(tenant: "acme", vm: "vm\(number)", index: 0), number: NIC.firstNumber + number,
                    network: network, interfaceID: "id\(number)",
                    addresses: [.v4(IPv4Address(rawValue: 0x0a00_0000 + number))]))
            topology.update(
                Port(
                    id: PortID(host: host, name: "vnet\(number)"), number: PortNumber(number + 1),
                    interfaceID: "id\(number)", attachedMAC: MACAddress(rawValue: 0x5254_0000_0000 + UInt64(number))))
        }
        return HostProgram(Engine(compiling: topology).desired(for: host))
    }
}
