import NetworkTypes
import PolicyMeaning

extension Fixture {
    struct Unreadable: Error {
        let text: String
    }

    /// `web1 > db1 tcp/5432`: NICs by their VMs with their first IPv4 address, or an address, which is one outside; `web1@ADDR`
    /// for a NIC with another address. Then the protocol: `arp`, `tcp/80`, `udp/68-67` with both ports, `icmp/8`, `ip/89`; and
    /// `fragmented`, or `routed` within one network.
    func judge(_ text: String) throws -> Judgement {
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 4, words[1] == ">" else { throw Unreadable(text: text) }
        let (source, from) = try end(words[0])
        let (destination, to) = try end(words[2])
        let packet =
            words[3] == "arp"
            ? FirstPacket.arp
            : .ip(
                .init(
                    from: source, to: destination, try transport(words[3]), isFragmented: words.contains("fragmented")))
        return SecurityMeaning(resolution).judge(packet, from: from, to: to, isRouted: words.contains("routed"))
    }

    private func end(_ word: String) throws -> (IPAddress, SecurityMeaning.Party) {
        let parts = word.split(separator: "@").map(String.init)
        guard let nic = nics[parts[0]] else { return (try IPAddress(word), .outside) }
        if parts.count == 2 { return (try IPAddress(parts[1]), .nic(nic)) }
        guard let address = nic.addresses.filter(\.isV4).min() else { throw Unreadable(text: word) }
        return (address, .nic(nic))
    }

    private func transport(_ word: String) throws -> FirstPacket.Tuple.Transport {
        let parts = word.split(separator: "/").map(String.init)
        let numbers = parts[1].split(separator: "-").compactMap { UInt16($0) }
        guard let last = numbers.last, let first = numbers.first else { throw Unreadable(text: word) }
        let source = numbers.count == 2 ? first : 40000
        switch parts[0] {
        case "tcp": return .tcp(from: source, to: last)
        case "udp": return .udp(from: source, to: last)
        case "icmp": return .icmp(type: UInt8(last))
        case "ip": return .other(UInt8(last))
        default: throw Unreadable(text: word)
        }
    }
}
