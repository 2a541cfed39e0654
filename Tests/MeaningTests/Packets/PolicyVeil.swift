import NetworkTypes
import Policy
import PolicyMeaning
import TestSupport

/// What security groups leave of the deliveries that a fabric without them would make, copy by copy.
struct PolicyVeil {
    private let policy: PolicySet
    private let meaning: SecurityMeaning
    private let nics: [Place: BoundNIC]

    /// What is left.
    struct Rest {
        var deliveries: [Fate.Delivery]
        /// False where the documents do not say whether a packet begins a connection: then no more than these arrive.
        var isExact: Bool
    }

    init(_ fabric: CompiledFabric) {
        let attachments = fabric.documents.guests.compactMap(\.attachment)
        let bound = attachments.compactMap { attachment in
            BoundNIC(attachment, fabric.policy).map { (attachment.place, $0) }
        }
        nics = Dictionary(uniqueKeysWithValues: bound)
        policy = fabric.policy
        meaning = SecurityMeaning(Resolution(fabric.policy, nics: bound.map(\.1)))
    }

    /// - Parameter source: where the frame was sent; nil for one that came out of the underlay, whose sender was judged elsewhere.
    func rest(of fate: Fate, from source: Place?) -> Rest {
        var rest = Rest(deliveries: [], isExact: true)
        for delivery in fate.deliveries {
            guard let receiver = nics[delivery.place] else { preconditionFailure("a frame goes to nobody's port") }
            let sender = source.flatMap { nics[$0] }
            switch verdict(delivery.frame, from: sender, to: receiver) {
            case true?: rest.deliveries.append(delivery)
            case false?: break
            case nil:
                rest.deliveries.append(delivery)
                rest.isExact = false
            }
        }
        return rest
    }

    /// Nil where the frame is of no kind that rules are written for, and somebody has rules.
    private func verdict(_ frame: [UInt8], from sender: BoundNIC?, to receiver: BoundNIC) -> Bool? {
        guard let packet = SeenPacket(frame) else { return true }
        if packet.isDiscovery { return true }
        guard [sender, receiver].contains(where: { $0.map(isPoliced) ?? false }) else { return true }
        guard let first = packet.first else { return nil }
        let stranger = BoundNIC(
            tenant: receiver.tenant, name: .init(vm: "stranger", index: 0), network: receiver.network, addresses: [])
        let judgement = meaning.judge(first, from: .nic(sender ?? stranger), to: .nic(receiver))
        return (sender == nil ? judgement.ingress?.verdict : judgement.verdict) == .allow
    }

    private func isPoliced(_ nic: BoundNIC) -> Bool {
        let stated = policy.defaults(ofTenant: nic.tenant)?.declaration
        if stated.map({ $0.egress == .deny || $0.sameNetwork == .deny }) ?? false { return true }
        let tiers: [PolicyTier?] = stated == nil ? [.guard, nil, .baseline] : [.guard, nil]
        return tiers.contains { !meaning.resolution.groups(of: nic, tier: $0).isEmpty }
    }
}

/// An IP packet, as far as rules look at it.
private struct SeenPacket {
    /// Solicitations and advertisements.
    var isDiscovery = false
    /// Nil when it is in fragments, or cannot begin a connection, or is not whole.
    var first: FirstPacket?

    /// Nil for what is not IP.
    init?(_ frame: [UInt8]) {
        guard frame.count >= 14 else { return nil }
        switch UInt16(frame[12]) << 8 | UInt16(frame[13]) {
        case EtherType.ipv4: readIPv4(Array(frame.dropFirst(14)))
        case EtherType.ipv6: readIPv6(Array(frame.dropFirst(14)))
        // Tags and a SNAP header do not hide an EtherType.
        case 0x8100, 0x88a8: break
        case 0..<0x600 where Array(frame.dropFirst(14).prefix(6)) == [0xaa, 0xaa, 3, 0, 0, 0]: break
        default: return nil
        }
        // Connection tracking takes none that is damaged.
        if first != nil, !FrameBuilder.hasRightChecksums(frame) { first = nil }
    }

    private mutating func readIPv4(_ packet: [UInt8]) {
        guard packet.count >= 20, packet[0] >> 4 == 4 else { return }
        let (header, length) = (Int(packet[0] & 15) * 4, Int(packet[2]) << 8 | Int(packet[3]))
        let isFragment = packet[6] & 0x3f != 0 || packet[7] != 0
        guard header >= 20, length > header, length <= packet.count, !isFragment else { return }
        func address(_ place: Int) -> IPAddress {
            .v4(IPv4Address(rawValue: packet[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }))
        }
        read(packet[9], Array(packet[header..<length]), from: address(12), to: address(16))
    }

    private mutating func readIPv6(_ packet: [UInt8]) {
        guard packet.count >= 40, packet[0] >> 4 == 6 else { return }
        let length = 40 + (Int(packet[4]) << 8 | Int(packet[5]))
        guard length <= packet.count else { return }
        func address(_ place: Int) -> IPAddress {
            .v6(IPv6Address(rawValue: packet[place..<place + 16].reduce(0) { $0 << 8 | UInt128($1) }))
        }
        read(packet[6], Array(packet[40..<length]), from: address(8), to: address(24))
    }

    /// What opens a connection for certain: TCP with SYN alone, UDP, an echo request, and protocols that nobody looks into.
    private mutating func read(_ number: UInt8, _ body: [UInt8], from source: IPAddress, to destination: IPAddress) {
        func word(_ place: Int) -> UInt16 { UInt16(body[place]) << 8 | UInt16(body[place + 1]) }
        let transport: FirstPacket.Tuple.Transport
        switch (number, source.isV4) {
        case (6, _) where body.count >= 20 && body[13] & 0x3f == 2: transport = .tcp(from: word(0), to: word(2))
        case (17, _) where body.count >= 8 && Int(word(4)) == body.count: transport = .udp(from: word(0), to: word(2))
        case (1, true) where body.count >= 8 && body[0] == 8: transport = .icmp(type: 8)
        case (58, false) where body.count >= 8 && body[0] == 128: transport = .icmp(type: 128)
        case (58, false) where body.count >= 8 && (133...136).contains(body[0]):
            isDiscovery = true
            return
        case (89, true): transport = .other(89)
        default: return
        }
        first = .ip(.init(from: source, to: destination, transport))
    }
}
