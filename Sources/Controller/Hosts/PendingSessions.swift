/// Database sessions of hosts that no document names, or whose database has not told yet who it is.
///
/// Bounded by where they come from and in all. A newcomer is never refused, as it may be a host that is declared: the oldest
/// session makes room, of the network that is full, or else of the one that has most. Whoever is ended so and is declared
/// later gets in when it dials again.
struct PendingSessions {
    /// At a time from one IPv4 address.
    static let perAddress = 64
    /// At a time from one /64 of IPv6.
    static let perPrefix = 256
    static let limit = 1000

    private var sessions: [SessionID: PendingSession] = [:]
    /// Oldest first.
    private var byNetwork: [PeerNetwork: [SessionID]] = [:]

    var values: some Collection<PendingSession> { sessions.values }
    /// Oldest first.
    var ids: [SessionID] { sessions.keys.sorted() }
    var count: Int { sessions.count }

    subscript(id: SessionID) -> PendingSession? { sessions[id] }

    mutating func insert(_ session: PendingSession) {
        remove(session.id)
        sessions[session.id] = session
        byNetwork[PeerNetwork(peer: session.peer), default: []].append(session.id)
    }

    /// Takes up what a session said; nothing for one that is not waiting any more.
    mutating func update(_ session: PendingSession) {
        if sessions[session.id] != nil { sessions[session.id] = session }
    }

    @discardableResult
    mutating func remove(_ id: SessionID) -> PendingSession? {
        guard let session = sessions.removeValue(forKey: id) else { return nil }
        let network = PeerNetwork(peer: session.peer)
        byNetwork[network]?.removeAll { $0 == id }
        if byNetwork[network]?.isEmpty == true { byNetwork[network] = nil }
        return session
    }

    /// Which session makes room for one that came last, and for want of what; nil while there is room.
    func excess(after newcomer: SessionID) -> (session: PendingSession, network: PeerNetwork, reason: String)? {
        guard let session = sessions[newcomer] else { return nil }
        let network = PeerNetwork(peer: session.peer)
        if let limit = network.pendingLimit, let waiting = byNetwork[network], waiting.count > limit {
            return choice(waiting, network, "more than \(limit) of them wait from \(network)")
        }
        guard sessions.count > Self.limit else { return nil }
        // Of networks with as many the one whose oldest is oldest: a crowd makes room at its own cost.
        let largest = byNetwork.max {
            ($0.value.count, $1.value.first ?? newcomer) < ($1.value.count, $0.value.first ?? newcomer)
        }
        return largest.flatMap {
            choice($0.value, $0.key, "more than \(Self.limit) of them wait, and most of them from \($0.key)")
        }
    }

    private func choice(
        _ waiting: [SessionID], _ network: PeerNetwork, _ reason: String
    ) -> (session: PendingSession, network: PeerNetwork, reason: String)? {
        waiting.first.flatMap { sessions[$0] }.map { ($0, network, reason) }
    }
}

extension PeerNetwork {
    /// Hosts that no document names may wait from here in this number.
    fileprivate var pendingLimit: Int? {
        switch self {
        case .v4: PendingSessions.perAddress
        case .v6: PendingSessions.perPrefix
        case .local: nil
        }
    }
}
