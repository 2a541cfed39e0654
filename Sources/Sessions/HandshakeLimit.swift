import NetworkTypes

/// The connections of one listener that have not got through their handshake, by address: how many may begin, and which
/// of them makes room when the listener is full.
final class HandshakeLimit {
    private let perAddress: Int
    /// Oldest first. The key nil is for peers without an address.
    private var waiting: [IPAddress?: [SessionKey]] = [:]

    init(perAddress: Int) { self.perAddress = perAddress }

    /// Whether one more may begin. Peers without an address always may.
    func admits(_ address: IPAddress?) -> Bool {
        address == nil || waiting[address, default: []].count < perAddress
    }

    /// A handshake is under way, until `ended`. Sessions begin in the order of their keys.
    func begins(_ session: SessionKey, from address: IPAddress?) { waiting[address, default: []].append(session) }

    /// A handshake succeeded or failed.
    func ended(_ session: SessionKey, from address: IPAddress?) {
        waiting[address]?.removeAll { $0 == session }
        if waiting[address]?.isEmpty == true { waiting[address] = nil }
    }

    /// Which session makes room for a newcomer: the oldest of the address that has most of them, of such addresses the one
    /// whose oldest began first. So a crowd makes room at its own cost, and a host with one or two connections is the
    /// last to lose them. Nil when every session has got through its handshake.
    var mostDispensable: SessionKey? {
        var choice: (count: Int, oldest: SessionKey)?
        for sessions in waiting.values {
            guard let oldest = sessions.first else { continue }
            if let choice, (choice.count, oldest) > (sessions.count, choice.oldest) { continue }
            choice = (sessions.count, oldest)
        }
        return choice?.oldest
    }

    /// Addresses with handshakes under way.
    var addressCount: Int { waiting.count }
}
