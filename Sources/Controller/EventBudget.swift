import NetworkTypes
import Topology

/// Keeps those who cause events from filling the log: what goes beyond a minute's share is counted, and told as one number.
struct EventBudget {
    /// Who causes an event by what it does to its sessions.
    enum Source: Hashable, Comparable {
        /// Peers that are no host of any document, all together.
        case strangers
        /// Peers whom the listeners turned away, or who made room for others, all together.
        case turnedAway
        case host(HostID)
    }

    /// Events that were not told.
    struct Withheld {
        let source: Source
        let count: Int
        /// The newest of them.
        let last: String
    }

    static let window = Duration.seconds(60)

    private struct Account {
        let end: MonotonicTime
        var told = 0
        var causes: Set<String> = []
        var withheld = 0
        var last = ""
    }

    private var accounts: [Source: Account] = [:]

    /// Whether an event may be told; else it is counted.
    ///
    /// - Parameter cause: events of one cause are told once in a window.
    mutating func admits(_ source: Source, cause: String?, _ message: String, now: MonotonicTime) -> Bool {
        var account = accounts[source] ?? Account(end: now + Self.window)
        // A window that is over, with nothing left to tell, needs nobody to close it.
        if account.end <= now, account.withheld == 0 { account = Account(end: now + Self.window) }
        defer { accounts[source] = account }
        let isNew = cause.map { !account.causes.contains($0) } ?? true
        guard isNew, account.told < source.share else {
            account.withheld += 1
            account.last = message
            return false
        }
        account.told += 1
        if let cause { account.causes.insert(cause) }
        return true
    }

    /// When there is something to tell about a window that is over.
    var nextDeadline: MonotonicTime? { accounts.values.filter { $0.withheld > 0 }.map(\.end).min() }

    /// Closes windows that are over, and answers what was withheld in them.
    mutating func takeWithheld(now: MonotonicTime) -> [Withheld] {
        let over = accounts.filter { $0.value.end <= now }.sorted { $0.key < $1.key }
        for (source, _) in over { accounts[source] = nil }
        return over.filter { $0.value.withheld > 0 }
            .map { Withheld(source: $0.key, count: $0.value.withheld, last: $0.value.last) }
    }
}

extension EventBudget.Source {
    /// Events in a window.
    fileprivate var share: Int {
        switch self {
        case .strangers: 60
        case .turnedAway: 10
        // A host that comes with hundreds of VMs has much to tell.
        case .host: 500
        }
    }

    /// Not a host of any document.
    var isStranger: Bool { if case .host = self { false } else { true } }

    /// As the object of an event.
    var object: String {
        switch self {
        case .strangers, .turnedAway: "peers"
        case .host(let host): "host/\(host)"
        }
    }
}
