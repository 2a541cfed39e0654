import NetworkTypes
import Pipeline
import PolicyMeaning
import SimulatedNetwork
import TestSupport

/// Frames that come out of the underlay: from hosts that share the network, and from others.
enum TunnelledFrames {
    struct Arriving {
        let name: String
        let host: String
        let frame: [UInt8]
        let source: IPAddress
        /// The host's own VTEP.
        let destination: IPAddress
        let vni: VNI

        var arrival: Arrival {
            Arrival(
                frame, port: Pipeline.tunnelPort,
                tunnel: TunnelKey(id: UInt64(vni.rawValue), source: source, destination: destination))
        }
    }

    private static let strangers: [IPAddress] = [
        .v4(IPv4Address(rawValue: 0xac1f_00fe)), .v6(IPv6Address(rawValue: 0xfd00 << 112 + 0xfe)),
    ]

    /// For every host with a VTEP and every network: what other hosts, the host itself and strangers might send.
    static func all(_ fabric: CompiledFabric, _ generator: inout SeededGenerator) -> [Arriving] {
        var result: [Arriving] = []
        let sources = fabric.documents.hosts.compactMap(\.vtep) + strangers
        let vnis = fabric.vnis.sorted { $0.key < $1.key }.map(\.value) + [VNI(9_999)]
        for host in fabric.documents.hosts {
            guard let vtep = host.vtep, let source = sources.randomElement(using: &generator) else { continue }
            for vni in vnis {
                guard let place = fabric.sources.randomElement(using: &generator),
                    var maker = PacketMaker(fabric.documents, at: place, generator)
                else { continue }
                let destination = maker.anyMAC()
                let frames: [(String, [UInt8])] = [
                    ("unicast", maker.udp4(to: destination)), ("broadcast", maker.udp4(to: .broadcast)),
                    ("ARP", maker.arp(target: maker.peerV4)), ("anything", maker.anything()),
                    ("tagged", FrameBuilder.tagged(maker.udp4(to: destination), 5)),
                ]
                generator = maker.generator
                for (name, frame) in frames {
                    result.append(
                        Arriving(
                            name: "\(name) from \(source) with VNI \(vni)", host: host.name, frame: frame,
                            source: source, destination: vtep, vni: vni))
                }
            }
        }
        return result
    }
}
