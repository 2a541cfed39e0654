import NetworkTypes

/// Counts the connections of each address that have not got through their handshake.
struct HandshakeLimit {
    private let perAddress: Int
    private var counts: [IPAddress: Int] = [:]

    init(perAddress: Int) { self.perAddress = perAddress }

    /// Whether one more may begin; it is counted then, until `ended`. Peers without an address always may.
    mutating func begins(_ address: IPAddress?) -> Bool {
        guard let address else { return true }
        let count = counts[address, default: 0]
        guard count < perAddress else { return false }
        counts[address] = count + 1
        return true
    }

    /// A handshake succeeded or failed.
    mutating func ended(_ address: IPAddress?) {
        guard let address, let count = counts[address] else { return }
        counts[address] = count > 1 ? count - 1 : nil
    }

    /// Addresses with handshakes under way.
    var addressCount: Int { counts.count }
}
