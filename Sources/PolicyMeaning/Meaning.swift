public import NetworkTypes
public import Policy

/// The executable meaning of documents: what becomes of a frame, straight from who is declared to be on which network with
/// which addresses, and where hosts serve them.
///
/// It shares no code with the compiler: tests hold compiled tables against it.
public struct Meaning: Sendable {
    private let stations: [Place: Station]
    private let members: [NetworkName: [Station]]
    private let networksByVNI: [VNI: NetworkName]
    private let vteps: [IPAddress: String]

    /// - Parameters:
    ///   - attachments: where NICs are served; a port that is not named here is nobody's.
    ///   - vnis: the number of each network, which a tunnel's frames carry.
    public init(_ policy: PolicySet, attachments: [Attachment], vnis: [NetworkName: VNI]) {
        let all = attachments.compactMap { Station($0, policy) }
        stations = Dictionary(all.map { ($0.place, $0) }) { first, _ in first }
        members = Dictionary(grouping: all, by: \.network)
        networksByVNI = Dictionary(vnis.map { ($0.value, $0.key) }) { first, _ in first }
        vteps = Dictionary(
            policy.hosts.compactMap { host in host.declaration.vtep.map { ($0, host.declaration.name) } }
        ) { first, _ in first }
    }

    public func station(at place: Place) -> Station? { stations[place] }

    /// What becomes of a frame that comes in by a port of a VM.
    public func fate(of frame: [UInt8], from place: Place) -> Fate {
        guard let sender = stations[place] else { return .dropped("the port is quarantined") }
        guard let claims = Claims(frame) else { return .dropped("it is no Ethernet frame") }
        if let reason = SendingRules.refusal(of: claims, from: sender) { return .dropped(reason) }
        return resolved(frame, claims, sender) ?? switched(frame, to: claims.destination, from: sender)
    }

    /// What becomes of a frame that comes out of the underlay at a host, with the sender's outer address and a VNI.
    public func fate(ofTunnelled frame: [UInt8], at host: String, from source: IPAddress, vni: VNI) -> Fate {
        guard let network = networksByVNI[vni], let peer = vteps[source], peer != host else {
            return .dropped("nobody known sends so")
        }
        let all = members[network] ?? []
        let local = all.filter { $0.place.host == host }
        guard !local.isEmpty, all.contains(where: { $0.place.host == peer }) else {
            return .dropped("the two hosts do not share the network")
        }
        guard let claims = Claims(frame) else { return .dropped("it is no Ethernet frame") }
        // The sender's host has judged it. From a tunnel it goes to local NICs only.
        let receivers = claims.destination.isGroup ? local : local.filter { $0.mac == claims.destination }
        return .delivered(frame, to: receivers, "from \(peer) in \(network)")
    }
}

extension Meaning {
    /// Known addresses are resolved where they are asked for.
    private func resolved(_ frame: [UInt8], _ claims: Claims, _ sender: Station) -> Fate? {
        if let arp = claims.arp, arp.isRequest {
            // An announcement asks nobody.
            if arp.sender == arp.target, sender.speaks(for: .v4(arp.sender)) { return nil }
            guard let owner = owner(of: .v4(arp.target), in: sender.network) else { return nil }
            return .answered(
                Answer.reply(to: frame, from: owner.mac), at: sender.place, "\(arp.target) is at \(owner.name)")
        }
        if let discovery = claims.discovery, discovery.isSolicitation, let target = discovery.message.target {
            if claims.isDetection { return detected(target, frame, claims, sender) }
            guard let owner = owner(of: .v6(target), in: sender.network) else { return nil }
            return switched(Answer.steered(frame, to: owner.mac), to: owner.mac, from: sender)
        }
        return nil
    }

    /// Who detects an address that another has is told so, and nobody hears of it. Nobody hears of a free one either: who else
    /// detects it would lose it. Only what an exception allows may have holders that are not known.
    private func detected(_ target: IPv6Address, _ frame: [UInt8], _ claims: Claims, _ sender: Station) -> Fate? {
        if sender.addresses.contains(.v6(target)) { return .dropped("it is the NIC's own address") }
        guard let owner = owner(of: .v6(target), in: sender.network), let start = claims.ip?.transportStart else {
            return sender.maySend(from: .v6(target)) ? nil : .dropped("nobody has \(target)")
        }
        let answer = Answer.advertisement(to: frame, of: target, from: owner.mac, messageAt: start)
        return .answered(answer, at: sender.place, "\(target) is taken by \(owner.name)")
    }

    private func owner(of address: IPAddress, in network: NetworkName) -> Station? {
        members[network]?.first { $0.addresses.contains(address) }
    }

    /// To the NIC of the network with this MAC, or to all of the network; never back.
    private func switched(_ frame: [UInt8], to destination: MACAddress, from sender: Station) -> Fate {
        let others = (members[sender.network] ?? []).filter { $0.place != sender.place && sender.reaches($0) }
        guard !destination.isGroup else { return .delivered(frame, to: others, "to all of \(sender.network)") }
        let receivers = others.filter { $0.mac == destination }
        return .delivered(frame, to: receivers, receivers.isEmpty ? "the destination is unknown" : "switched")
    }
}
