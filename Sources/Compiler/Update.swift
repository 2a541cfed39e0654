public import Topology

/// What a change of the graph changes on the hosts.
public struct Update: Sendable {
    /// One fragment's change, as these hosts see it.
    public struct Item: Sendable {
        public let old: Fragment?
        public let new: Fragment?
        public let hosts: HostList
    }

    public internal(set) var items: [Item] = []
    /// Units that were computed for this change.
    public let unitsComputed: Int

    /// Nothing at all.
    public static let none = Update(unitsComputed: 0)

    public var isEmpty: Bool { items.isEmpty }

    /// All hosts that the change touches, sorted.
    public var hosts: [HostID] { items.reduce(into: Set<HostID>()) { $0.formUnion($1.hosts) }.sorted() }
}
