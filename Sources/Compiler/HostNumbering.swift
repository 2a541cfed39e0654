public import Topology

/// Gives each host a number, from 0, as it comes up in lists. The hosts of a list that many share are looked up once, not
/// once for each time that it comes up.
public struct HostNumbering {
    /// In the order of their numbers.
    public private(set) var hosts: [HostID] = []
    private var numbers: [HostID: Int] = [:]
    /// By where the list is in memory, which it keeps as long as it is held here.
    private var lists: [UnsafePointer<HostID>: (hosts: [HostID], numbers: [Int])] = [:]

    /// Shorter lists are not worth keeping.
    private static let worthKeeping = 4

    public init() {}

    /// Calls `body` with the number of each host of a list, in the list's order.
    public mutating func forEach(in list: HostList, _ body: (Int) -> Void) {
        for (place, number) in numbers(of: list.hosts).enumerated() where place != list.gap { body(number) }
    }

    private mutating func numbers(of hosts: [HostID]) -> [Int] {
        guard hosts.count >= Self.worthKeeping, let start = hosts.withUnsafeBufferPointer({ $0.baseAddress }) else {
            return hosts.map { number(of: $0) }
        }
        if let known = lists[start] { return known.numbers }
        let numbers = hosts.map { number(of: $0) }
        lists[start] = (hosts, numbers)
        return numbers
    }

    private mutating func number(of host: HostID) -> Int {
        if let number = numbers[host] { return number }
        numbers[host] = hosts.count
        hosts.append(host)
        return hosts.count - 1
    }
}
