public import Topology

/// Hosts, sorted. Many lists are the members of a network, all or but one, and share one array.
public struct HostList: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// With the one that is left out.
    let hosts: [HostID]
    /// The place in `hosts` of the one that is left out.
    let gap: Int?

    /// Of hosts in order.
    init(sorted hosts: [HostID], except: HostID? = nil) {
        self.hosts = hosts
        gap = except.flatMap { Self.place(of: $0, in: hosts) }
    }

    public init(_ hosts: Set<HostID>) { self.init(sorted: hosts.sorted()) }

    public init(arrayLiteral elements: HostID...) { self.init(sorted: elements.sorted()) }

    public func contains(_ host: HostID) -> Bool {
        guard let place = Self.place(of: host, in: hosts) else { return false }
        return place != gap
    }

    /// The same without this host.
    public func removing(_ host: HostID) -> HostList {
        guard contains(host) else { return self }
        return gap == nil ? HostList(sorted: hosts, except: host) : HostList(sorted: filter { $0 != host })
    }

    private static func place(of host: HostID, in hosts: [HostID]) -> Int? {
        var (low, high) = (0, hosts.count)
        while low < high {
            let middle = (low + high) / 2
            if hosts[middle] < host { low = middle + 1 } else { high = middle }
        }
        return low < hosts.count && hosts[low] == host ? low : nil
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.gap == right.gap && left.hosts == right.hosts || left.elementsEqual(right)
    }

    public func hash(into hasher: inout Hasher) { for host in self { hasher.combine(host) } }
}

extension HostList: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { hosts.count - (gap == nil ? 0 : 1) }
    public subscript(place: Int) -> HostID { hosts[gap.map { place < $0 ? place : place + 1 } ?? place] }
}
