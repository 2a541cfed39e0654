import Lab
import NetworkTypes
import PolicyMeaning
import TestSupport

/// The first packet of a connection between two VMs.
struct Connection: CustomStringConvertible {
    let from: LabNIC
    let to: LabNIC
    let isV4: Bool
    let transport: FirstPacket.Tuple.Transport
    /// It is a datagram in two fragments.
    var isFragmented = false

    var source: IPAddress { get throws { isV4 ? .v4(try from.ipv4) : .v6(try from.ipv6) } }
    var destination: IPAddress { get throws { isV4 ? .v4(try to.ipv4) : .v6(try to.ipv6) } }

    var description: String {
        "\(from.vm) → \(to.vm) over \(isV4 ? "IPv4" : "IPv6"), \(transport)\(isFragmented ? " in fragments" : "")"
    }

    /// Every kind of packet that rules tell apart, to both sides of each range's edges.
    static func all(_ from: LabNIC, _ to: LabNIC, port source: UInt16) -> [Connection] {
        let transports: [FirstPacket.Tuple.Transport] =
            [79, 80, 90, 91, 443].map { .tcp(from: source, to: $0) }
            + [53, 999, 1000, 2000, 2001].map { .udp(from: source, to: $0) }
        var all: [Connection] = []
        for isV4 in [true, false] {
            all += (transports + [.icmp(type: isV4 ? 8 : 128)]).map {
                Connection(from: from, to: to, isV4: isV4, transport: $0)
            }
        }
        all.append(Connection(from: from, to: to, isV4: true, transport: .icmp(type: 13)))
        for port in [999, 1000] as [UInt16] {
            all.append(
                Connection(from: from, to: to, isV4: true, transport: .udp(from: source, to: port), isFragmented: true))
        }
        return all
    }

    /// Its frames, each with the token at its end.
    func frames(_ token: [UInt8], id: UInt16) throws -> [[UInt8]] {
        let (source, destination) = (try source, try destination)
        let filler = isFragmented ? [UInt8](repeating: 1, count: 1200 - 8) : []
        let segment: [UInt8]
        let number: UInt8
        switch transport {
        case .tcp(let from, let to):
            (number, segment) = (6, FrameBuilder.tcp((from, to), from: source, to: destination, token))
        case .udp(let from, let to):
            (number, segment) = (17, FrameBuilder.udp((from, to), from: source, to: destination, filler + token))
        case .icmp(let type):
            let message: [UInt8] = [type, 0, 0, 0] + FrameBuilder.bytes(id) + [0, 1] + token
            if case (.v6(let source), .v6(let destination)) = (source, destination) {
                (number, segment) = (58, FrameBuilder.icmpv6(message, from: source, to: destination))
            } else {
                (number, segment) = (1, FrameBuilder.icmp(message))
            }
        case .other(let other): (number, segment) = (other, token)
        }
        return packets(number, segment, source, destination, id).map {
            FrameBuilder.ethernet(to: to.mac, from: from.mac, type: isV4 ? 0x0800 : 0x86dd, $0)
        }
    }

    private func packets(
        _ number: UInt8, _ segment: [UInt8], _ source: IPAddress, _ destination: IPAddress, _ id: UInt16
    ) -> [[UInt8]] {
        switch (source, destination) {
        case (.v4(let source), .v4(let destination)) where isFragmented:
            [
                FrameBuilder.ipv4(
                    to: destination, from: source, transport: number, fragment: 0x2000, id: id, Array(segment[..<1200])),
                FrameBuilder.ipv4(
                    to: destination, from: source, transport: number, fragment: 1200 / 8, id: id,
                    Array(segment[1200...])),
            ]
        case (.v4(let source), .v4(let destination)):
            [FrameBuilder.ipv4(to: destination, from: source, transport: number, id: id, segment)]
        case (.v6(let source), .v6(let destination)):
            [FrameBuilder.ipv6(to: destination, from: source, next: number, segment)]
        default: preconditionFailure("both ends are of one family")
        }
    }
}
