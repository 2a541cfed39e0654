import NetworkTypes

/// What a NIC may send, rule by rule: whatever a rule refuses reaches nobody.
///
/// The first rule that refuses gives the reason. A new rule of the documents has one entry here.
enum SendingRules {
    struct Rule: Sendable {
        let reason: String
        let isRefused: @Sendable (Claims, Station) -> Bool
    }

    static let all: [Rule] = frames + arp + ip + discovery

    /// The reason for which the frame goes nowhere; nil when it may go.
    static func refusal(of claims: Claims, from station: Station) -> String? {
        all.first { $0.isRefused(claims, station) }?.reason
    }

    private static let frames = [
        Rule(reason: "a NIC has no VLANs of its own") { claims, _ in claims.isTagged },
        Rule(reason: "control frames of bridges stay on their link") { claims, _ in
            claims.destination.rawValue >> 8 == 0x0180_c200_00
        },
        Rule(reason: "the source MAC is not the NIC's") { claims, station in claims.source != station.mac },
        Rule(reason: "only ARP, IPv4 and IPv6 pass") { claims, _ in
            switch claims.content {
            case .other, .otherARP, .brokenIP: true
            case .arp, .ip: false
            }
        },
    ]

    private static let arp = [
        Rule(reason: "the ARP sender's MAC is not the NIC's") { claims, station in
            claims.arp.map { $0.senderMAC != station.mac } ?? false
        },
        Rule(reason: "the ARP sender's address is not the NIC's") { claims, station in
            guard let arp = claims.arp, !station.maySend(from: .v4(arp.sender)) else { return false }
            // A probe asks from nowhere (RFC 5227), and only a host that has IPv4 probes.
            return !(arp.isProbe && station.usesIPv4)
        },
        Rule(reason: "a probe for one's own address would find itself") { claims, station in
            claims.arp.map { $0.isProbe && station.speaks(for: .v4($0.target)) } ?? false
        },
    ]

    private static let ip = [
        Rule(reason: "the source address is not the NIC's") { claims, station in
            guard let ip = claims.ip, !station.maySend(from: ip.source) else { return false }
            // Neighbour discovery has rules of its own.
            return claims.discovery == nil
        },
        Rule(reason: "protocol 0 is nobody's, and a chain of headers ends within its packet") { claims, _ in
            claims.ip.map { $0.transport == nil || $0.transport == 0 } ?? false
        },
        Rule(reason: "neighbour discovery never comes in fragments") { claims, _ in
            guard let ip = claims.ip, ip.fragment == .first, case .icmpv6(let type, _, _) = ip.payload else {
                return false
            }
            return (133...137).contains(type)
        },
        Rule(reason: "a first fragment shows what it is") { claims, _ in
            guard let ip = claims.ip, ip.fragment == .first else { return false }
            switch (ip.transport, ip.payload) {
            case (17, .opaque),
                (58, .opaque) where !(ip.source.isV4 && ip.transport == 58):
                return true
            case (17, .udp(let source, let destination)): return source == 0 && destination == 0
            case (58, .icmpv6(let type, _, _)): return type == 0
            default: return false
            }
        },
        Rule(reason: "no DHCP server behind a NIC") { claims, _ in
            guard let ip = claims.ip, case .udp(let source, let destination) = ip.payload else { return false }
            return ip.source.isV4 ? source == 67 || destination == 68 : source == 547 || destination == 546
        },
        Rule(reason: "hosts watch each other by BFD, NICs do not") { claims, _ in
            guard case .udp(_, let destination)? = claims.ip?.payload else { return false }
            return [3784, 3785, 4784].contains(destination)
        },
        Rule(reason: "no VXLAN to the host's own VTEP") { claims, station in
            guard let ip = claims.ip, case .udp(_, let destination) = ip.payload else { return false }
            return destination == 4789 && ip.destination == station.vtep
        },
        Rule(reason: "no router behind a NIC") { claims, _ in
            guard case .icmpv6(let type, _, _)? = claims.ip?.payload else { return false }
            let (advertisement, redirect): (UInt8, UInt8) = (134, 137)
            return type == advertisement || type == redirect
        },
    ]

    private static let discovery = [
        Rule(reason: "neighbour discovery has code 0") { claims, _ in
            claims.discovery.map { $0.code != 0 } ?? false
        },
        Rule(reason: "neighbour discovery that tells a MAC twice") { claims, _ in
            claims.discovery.map { $0.message.repeatsItself } ?? false
        },
        Rule(reason: "neighbour discovery without a target") { claims, _ in
            guard let discovery = claims.discovery else { return false }
            return (discovery.message.target?.rawValue ?? 0) == 0
        },
        Rule(reason: "a solicitation from another's address") { claims, station in
            guard let discovery = claims.discovery, discovery.isSolicitation else { return false }
            // Duplicate address detection asks from nowhere.
            return !claims.isDetection && claims.ip.map { !station.maySend(from: $0.source) } ?? false
        },
        Rule(reason: "duplicate address detection asks a solicited-node group") { claims, _ in
            claims.isDetection && claims.destination.rawValue >> 24 != 0x3333ff
        },
        Rule(reason: "a solicitation tells another's MAC") { claims, station in
            guard let discovery = claims.discovery, discovery.isSolicitation,
                case .v6(let source)? = claims.ip?.source, source.rawValue != 0
            else { return false }
            return discovery.message.sourceLinkLayers.contains { $0 != station.mac && $0.rawValue != 0 }
        },
        Rule(reason: "an advertisement of another's address") { claims, station in
            guard let discovery = claims.discovery, !discovery.isSolicitation else { return false }
            return !(discovery.message.target.map { station.maySend(from: .v6($0)) } ?? false)
        },
        Rule(reason: "an advertisement comes from the address that it is about, or a link-local one") {
            claims, station in
            guard let discovery = claims.discovery, !discovery.isSolicitation,
                case .v6(let source)? = claims.ip?.source,
                let target = discovery.message.target
            else { return false }
            return !station.mayAdvertise(.v6(target), from: .v6(source))
        },
        Rule(reason: "an advertisement tells another's MAC") { claims, station in
            guard let discovery = claims.discovery, !discovery.isSolicitation else { return false }
            return discovery.message.targetLinkLayers.contains { $0 != station.mac && $0.rawValue != 0 }
        },
    ]
}

extension Claims {
    var arp: ARP? { if case .arp(let arp) = content { arp } else { nil } }
    var ip: IP? { if case .ip(let ip) = content { ip } else { nil } }

    /// Duplicate address detection: a solicitation from the unspecified address (RFC 4862 section 5.4.2).
    var isDetection: Bool { discovery?.isSolicitation == true && ip?.source == .v6(IPv6Address(rawValue: 0)) }

    /// A neighbour solicitation or advertisement.
    var discovery: (isSolicitation: Bool, code: UInt8, message: Discovery)? {
        guard case .icmpv6(let type, let code, let message?)? = ip?.payload else { return nil }
        return (type == 135, code, message)
    }
}

extension Claims.ARP {
    var isRequest: Bool { operation == 1 }
    var isProbe: Bool { isRequest && sender.rawValue == 0 }
}
