import NetworkTypes

/// The connections of one listener that have not got through their handshake, by address and by network: how many may begin,
/// and which of them makes room when the listener is full.
///
/// Who has one IPv6 address has all 2^64 of its network (RFC 4291 section 2.5.4), so the /64 counts too. Hosts may share one,
/// and all dial at once when weftd comes back: it may have more of them than an address.
final class HandshakeLimit {
    private let perAddress: Int
    private let perNetwork: Int
    /// Oldest first. The key nil is for peers without an address.
    private var waiting: [IPAddress?: [SessionKey]] = [:]
    /// How many of them are of each IPv6 network: the upper halves of its addresses.
    private var networks: [UInt64: Int] = [:]

    init(perAddress: Int, perNetwork: Int) {
        self.perAddress = perAddress
        self.perNetwork = perNetwork
    }

    /// Whether one more may begin. Peers without an address always may.
    func admits(_ address: IPAddress?) -> Bool {
        guard let address = address?.unmapped else { return true }
        return waiting[address, default: []].count < perAddress && count(around: address) < perNetwork
    }

    /// A handshake is under way, until `ended`. Sessions begin in the order of their keys.
    func begins(_ session: SessionKey, from address: IPAddress?) {
        let address = address?.unmapped
        waiting[address, default: []].append(session)
        if let network = Self.network(address) { networks[network, default: 0] += 1 }
    }

    /// A handshake succeeded or failed.
    func ended(_ session: SessionKey, from address: IPAddress?) {
        let address = address?.unmapped
        guard let place = waiting[address]?.firstIndex(of: session) else { return }
        waiting[address]?.remove(at: place)
        if waiting[address]?.isEmpty == true { waiting[address] = nil }
        guard let network = Self.network(address), let count = networks[network] else { return }
        networks[network] = count > 1 ? count - 1 : nil
    }

    /// Which session makes room for a newcomer: the oldest of the address that has most of them; of such addresses one of
    /// the network that has most, and then the one whose oldest began first. So a crowd makes room at its own cost, though it
    /// may have an address for each connection, and a host with one or two connections is the last to lose them. Nil when
    /// every session has got through its handshake.
    var mostDispensable: SessionKey? {
        var choice: (count: Int, around: Int, oldest: SessionKey)?
        for (address, sessions) in waiting {
            guard let oldest = sessions.first else { continue }
            let around = address.map(count(around:)) ?? 0
            if let choice, (choice.count, choice.around, oldest) > (sessions.count, around, choice.oldest) { continue }
            choice = (sessions.count, around, oldest)
        }
        return choice?.oldest
    }

    /// Addresses with handshakes under way.
    var addressCount: Int { waiting.count }

    /// Handshakes of the address's IPv6 network; of an IPv4 address those of itself.
    private func count(around address: IPAddress) -> Int {
        guard let network = Self.network(address) else { return waiting[address, default: []].count }
        return networks[network, default: 0]
    }

    private static func network(_ address: IPAddress?) -> UInt64? {
        guard case .v6(let address) = address else { return nil }
        return address.network64
    }
}
