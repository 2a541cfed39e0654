import NetworkTypes
import SimulatedNetwork

/// The frame of a probe, and of the answer to it, as a VM would send it: with right checksums, as connection tracking looks at them.
struct ProbeFrame {
    /// Who is at one side.
    struct Side {
        let mac: MACAddress
        let address: IPAddress
    }

    let probe: Probe
    let isReply: Bool
    let source: Side
    let destination: Side

    /// - Precondition: both addresses are of one family, the one that the probe needs.
    init(_ probe: Probe, from source: Side, to destination: Side, isReply: Bool = false) {
        precondition(source.address.isV4 == destination.address.isV4, "both addresses of a packet are of one family")
        self.probe = probe
        self.isReply = isReply
        self.source = source
        self.destination = destination
    }

    /// What answers it.
    var reply: ProbeFrame { ProbeFrame(probe, from: destination, to: source, isReply: true) }

    var bytes: [UInt8] {
        let head = octets(destination.mac.rawValue, 6) + octets(source.mac.rawValue, 6)
        let payload = summedPayload
        switch (source.address, destination.address) {
        case (.v4(let from), .v4(let to)):
            let length = UInt64(20 + payload.count)
            var header: [UInt8] = [0x45, 0] + octets(length, 2) + [0, 1, 0, 0, 64, number, 0, 0]
            header += octets(from.rawValue, 4) + octets(to.rawValue, 4)
            header.replaceSubrange(10..<12, with: octets(Checksum.of(header), 2))
            return head + octets(EtherType.ipv4, 2) + header + payload
        case (.v6(let from), .v6(let to)):
            return head + octets(EtherType.ipv6, 2) + [0x60, 0, 0, 0] + octets(payload.count, 2) + [number, 64]
                + octets(from.rawValue, 16) + octets(to.rawValue, 16) + payload
        default: preconditionFailure("both addresses of a packet are of one family")
        }
    }

    /// With its checksum: over the pseudo header too, but for ICMP (RFC 792, RFC 768, RFC 9293 section 3.1, RFC 8200 section 8.1).
    private var summedPayload: [UInt8] {
        var payload = payload
        let place: Int
        switch probe {
        case .tcp: place = 16
        case .udp: place = 6
        case .echo, .echo6: place = 2
        case .ip: return payload
        }
        var summed = payload
        if probe != .echo {
            for side in [source, destination] {
                switch side.address {
                case .v4(let address): summed += octets(address.rawValue, 4)
                case .v6(let address): summed += octets(address.rawValue, 16)
                }
            }
            summed += octets(payload.count, 4) + octets(UInt32(number), 4)
        }
        let sum = Checksum.of(summed)
        // Of UDP, zero means that there is none.
        payload.replaceSubrange(place..<place + 2, with: octets(sum == 0 && number == 17 ? UInt16.max : sum, 2))
        return payload
    }

    private var number: UInt8 {
        switch probe {
        case .tcp: 6
        case .udp: 17
        case .echo: 1
        case .echo6: 58
        case .ip(let number): number
        }
    }

    private var payload: [UInt8] {
        switch probe {
        case .tcp(let port):
            ports(port) + [0, 0, 0, 1, 0, 0, 0, isReply ? 2 : 0, 0x50, isReply ? 0x12 : 0x02, 0x20, 0, 0, 0, 0, 0]
        case .udp(let port): ports(port) + [0, 8, 0, 0]
        case .echo: [isReply ? 0 : 8, 0, 0, 0, 0, 1, 0, 1]
        case .echo6: [isReply ? 129 : 128, 0, 0, 0, 0, 1, 0, 1]
        case .ip: Array(repeating: 0, count: 8)
        }
    }

    private func ports(_ port: UInt16) -> [UInt8] {
        isReply ? octets(port, 2) + octets(Probe.sourcePort, 2) : octets(Probe.sourcePort, 2) + octets(port, 2)
    }

    /// The low `count` bytes of a number, big-endian.
    private func octets(_ value: some FixedWidthInteger, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
    }

    /// One line for people.
    var text: String {
        switch probe {
        case .tcp(let port): "TCP \(isReply ? "SYN-ACK" : "SYN") \(ends(port))"
        case .udp(let port): "UDP \(ends(port))"
        case .echo, .echo6: "\(probe == .echo ? "ICMP" : "ICMPv6") echo \(isReply ? "reply" : "request") \(ends(nil))"
        case .ip(let number): "IP protocol \(number) \(ends(nil))"
        }
    }

    private func ends(_ port: UInt16?) -> String {
        guard let port else { return "\(source.address) → \(destination.address)" }
        let (from, to) = isReply ? (port, Probe.sourcePort) : (Probe.sourcePort, port)
        return "\(withPort(source.address, from)) → \(withPort(destination.address, to))"
    }

    private func withPort(_ address: IPAddress, _ port: UInt16) -> String {
        address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
